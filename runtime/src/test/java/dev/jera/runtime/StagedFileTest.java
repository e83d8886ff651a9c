package dev.jera.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFileTest {
  @TempDir private Path directory;

  @Test
  void aFileTakesThePlaceOfWhatWasThereAndNothingElseIsLeft() {
    Path file = directory.resolve("made/on/the/way/a.txt");
    StagedFile.write(file, "old and long".getBytes(UTF_8));
    StagedFile.write(file, "new".getBytes(UTF_8));
    assertThat(file).hasContent("new");
    assertThat(file.getParent().toFile().list()).containsExactly("a.txt");
  }

  @Test
  void whatCannotBeReplacedStaysAndIsNamed() throws IOException {
    Path file = Files.createDirectory(directory.resolve("a.txt"));
    Files.writeString(file.resolve("thesis.txt"), "ten years");
    assertThatExceptionOfType(JeraException.class)
        .isThrownBy(() -> StagedFile.write(file, new byte[1]))
        .withMessageStartingWith(file + " cannot be written: ");
    assertThat(file.resolve("thesis.txt")).hasContent("ten years");
    assertThat(directory.toFile().list()).containsExactly("a.txt");
  }
}
