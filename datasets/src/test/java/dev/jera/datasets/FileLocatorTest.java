package dev.jera.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLocatorTest {

  private static final byte[] IMAGES = "images".getBytes(US_ASCII);
  private static final byte[] LABELS = "labels".getBytes(US_ASCII);

  private Path cache;
  private Path elsewhere;
  private FileServer server;
  private FileLocator locator;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    cache = directory.resolve("cache");
    elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    server = new FileServer();
    locator =
        new FileLocator("Digits", List.of(cache, elsewhere), cache, new Downloader(), "Draw them.");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void prefersTheCache() throws IOException {
    write(cache, "images.gz", "labels.gz");
    write(elsewhere, "images.gz", "labels.gz");

    assertThat(locator.directoryOf(files())).isEqualTo(cache);
  }

  @Test
  void takesTheNextPlaceThatHasAllFilesGzippedOrRaw() throws IOException {
    write(cache, "images.gz");
    write(elsewhere, "images.gz", "labels");

    assertThat(locator.directoryOf(files())).isEqualTo(elsewhere);
  }

  @Test
  void downloadsIntoTheCacheWhatIsNowhere() {
    server.withFile("images.gz", IMAGES).withFile("labels.gz", LABELS);

    assertThat(locator.directoryOf(files())).isEqualTo(cache);

    assertThat(cache.resolve("images.gz")).hasBinaryContent(IMAGES);
    assertThat(cache.resolve("labels.gz")).hasBinaryContent(LABELS);
  }

  @Test
  void downloadsOnlyWhatTheCacheLacks() throws IOException {
    write(cache, "images");
    server.withFile("labels.gz", LABELS);

    assertThat(locator.directoryOf(files())).isEqualTo(cache);

    assertThat(cache).isDirectoryContaining(file -> file.endsWith("labels.gz"));
    assertThat(cache).isDirectoryNotContaining(file -> file.endsWith("images.gz"));
  }

  @Test
  void saysWhereItLookedWhatFailedAndWhatToDo() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> locator.directoryOf(files()))
        .withMessage(
            "Digits is neither in %s nor in %s, and the download of %s into %s failed:"
                + " HTTP status 404 (expected: 200). Draw them.",
            cache, elsewhere, server.uri("images.gz"), cache);
  }

  @Test
  void saysThatTheCacheCannotBeMade() throws IOException {
    Files.createFile(cache);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> locator.directoryOf(files()))
        .withMessageContaining("failed: java.nio.file.FileAlreadyExistsException: " + cache);
  }

  private List<RemoteFile> files() {
    return List.of(remote("images.gz", IMAGES), remote("labels.gz", LABELS));
  }

  private RemoteFile remote(String name, byte[] content) {
    String sha256 = Hashing.sha256().hashBytes(content).toString();
    return new RemoteFile(server.uri(name), content.length, sha256);
  }

  private static void write(Path directory, String... names) throws IOException {
    Files.createDirectories(directory);
    for (String name : names) {
      Files.createFile(directory.resolve(name));
    }
  }
}
