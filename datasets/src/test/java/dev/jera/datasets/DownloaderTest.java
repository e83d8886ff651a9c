package dev.jera.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class DownloaderTest {

  /** The three letters and their checksum are the first example of FIPS 180-2, appendix B. */
  private static final byte[] ABC = "abc".getBytes(US_ASCII);

  private static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private final Downloader downloader = new Downloader();
  @TempDir private Path directory;
  private FileServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FileServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void keepsAWholeFileWhoseChecksumIsRight() throws IOException {
    server.withFile("abc", ABC);
    Path cache = directory.resolve("made").resolve("if need be");

    downloader.download(abc(), cache);

    assertThat(cache.resolve("abc")).hasBinaryContent(ABC);
    assertThat(cache).isDirectoryNotContaining(file -> !file.endsWith("abc"));
  }

  @Test
  void replacesAnOlderFileOfThatName() throws IOException {
    server.withFile("abc", ABC);
    Files.writeString(directory.resolve("abc"), "old");

    downloader.download(abc(), directory);

    assertThat(directory.resolve("abc")).hasBinaryContent(ABC);
  }

  @Test
  void followsRedirects() throws IOException {
    server.withRedirect("abc", "storage/abc").withFile("storage/abc", ABC);

    downloader.download(abc(), directory);

    assertThat(directory.resolve("abc")).hasBinaryContent(ABC);
  }

  @Test
  void leavesNothingBehindWhenTheChecksumIsWrong() {
    server.withFile("abc", "abd".getBytes(US_ASCII));

    assertFails(downloader)
        .withMessageMatching("SHA-256 [0-9a-f]{64} \\(expected: " + SHA256_OF_ABC + "\\)");
  }

  @Test
  void leavesNothingBehindWhenTheServerHangsUp() {
    server.withTruncatedFile("abc", "ab".getBytes(US_ASCII), 3);

    assertFails(downloader).withMessageContaining("bytes received: 2");
  }

  @Test
  void leavesNothingBehindWhenTheFileIsTooShort() {
    server.withFile("abc", "ab".getBytes(US_ASCII));

    assertFails(downloader).withMessage("2 bytes (expected: 3)");
  }

  @Test
  void leavesNothingBehindWhenTheFileDoesNotEnd() {
    server.withEndlessFile("abc");

    assertFails(downloader).withMessageMatching("\\d+ bytes \\(expected: 3\\)");
  }

  @Test
  void leavesNothingBehindWhenTheServerFallsSilent() {
    server.withStalledFile("abc", "ab".getBytes(US_ASCII), 3);

    assertFails(new Downloader(Duration.ofMillis(300)))
        .withMessage("no byte for PT0.3S after 2 of 3");
  }

  @Test
  void leavesNothingBehindWhenTheServerHasNoSuchFile() {
    assertFails(downloader).withMessage("HTTP status 404 (expected: 200)");
  }

  @Test
  void leavesNothingBehindWhenNobodyListens() {
    server.close();

    assertFails(downloader).withMessageContaining("ConnectException");
  }

  @Test
  void stopsWhenItsThreadIsInterrupted() {
    server.withStalledFile("abc", "ab".getBytes(US_ASCII), 3);
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedIOException.class)
        .isThrownBy(() -> downloader.download(abc(), directory));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(directory).isEmptyDirectory();
  }

  private ThrowableAssertAlternative<IOException> assertFails(Downloader downloader) {
    var thrown = assertThatIOException().isThrownBy(() -> downloader.download(abc(), directory));
    assertThat(directory).isEmptyDirectory();
    return thrown;
  }

  private RemoteFile abc() {
    return new RemoteFile(server.uri("abc"), ABC.length, SHA256_OF_ABC);
  }
}
