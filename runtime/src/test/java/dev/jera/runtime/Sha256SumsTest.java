package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256SumsTest {
  /** By the tool sha256sum, of the text abc without an end of line. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private Path directory;
  private Path sums = Path.of("");

  @BeforeEach
  void write() throws IOException {
    Path file = Files.writeString(directory.resolve("b"), "abc");
    Path inner = Files.createDirectory(directory.resolve("a")).resolve("c");
    Files.writeString(inner, "abc");
    sums = directory.resolve(Sha256Sums.FILE);
    Sha256Sums.write(sums, directory, List.of(file, inner));
  }

  @Test
  void theFileIsThatOfTheTool() {
    assertThat(sums).hasContent(ABC + "  a/c\n" + ABC + "  b\n");
  }

  @Test
  void wholeFilesDoNotDiffer() throws IOException {
    assertThat(Sha256Sums.difference(sums, directory, Set.of("b", "a/c"))).isEmpty();
  }

  @Test
  void whatDiffersIsNamed() throws IOException {
    assertDifference("SHA256SUMS is cut short", Set.of("b", "d"));
    Files.writeString(directory.resolve("b"), "abd");
    assertDifference("b is not as it was written (3 bytes)", Set.of());
    Files.delete(directory.resolve("b"));
    assertDifference("no file b", Set.of());
    Files.delete(sums);
    assertDifference("no file SHA256SUMS", Set.of());
  }

  @Test
  void aLineThatNobodyWroteIsRefused() throws IOException {
    for (String line :
        List.of(
            "",
            "abc",
            ABC + "  ../b",
            ABC + "  b\0",
            ABC + "  " + sums.toAbsolutePath().getRoot())) {
      Files.writeString(sums, line + "\n");
      assertDifference("SHA256SUMS is not as it was written", Set.of());
    }
  }

  private void assertDifference(String difference, Set<String> required) throws IOException {
    assertThat(Sha256Sums.difference(sums, directory, required)).contains(difference);
  }
}
