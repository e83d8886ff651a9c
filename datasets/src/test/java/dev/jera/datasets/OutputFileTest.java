package dev.jera.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path directory;

  @Test
  void twoWritersOfOneFileDoNotMix() throws IOException {
    Path file = directory.resolve("file");

    OutputFile.write(
        file,
        first -> {
          first.write(1);
          OutputFile.write(file, second -> second.write(2));
          assertThat(Files.readAllBytes(file)).containsExactly(2);
          first.write(3);
        });

    assertThat(Files.readAllBytes(file)).containsExactly(1, 3);
    assertThat(directory.toFile().list()).containsExactly("file");
  }

  @Test
  void aWriterThatFailsLeavesTheOldFileAlone() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "old");

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(
            () ->
                OutputFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("disk full");
                    }))
        .withMessageStartingWith(file + " cannot be written: java.io.IOException: disk full");
    assertThat(file).hasContent("old");
    assertThat(directory.toFile().list()).containsExactly("file");
  }
}
