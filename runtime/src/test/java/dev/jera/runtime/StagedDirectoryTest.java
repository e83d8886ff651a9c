package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedDirectoryTest {
  @TempDir private Path directory;

  @Test
  void whatIsCommittedAppearsWholeWithTheParentsPermissions() throws IOException {
    Path target = directory.resolve("a/b");
    try (StagedDirectory staged = StagedDirectory.beside(target)) {
      Files.writeString(staged.path().resolve("file"), "content");
      assertThat(target).doesNotExist();
      staged.commit();
    }
    assertThat(target.resolve("file")).hasContent("content");
    assertThat(Files.getPosixFilePermissions(target))
        .isEqualTo(Files.getPosixFilePermissions(directory.resolve("a")));
    assertThat(directory.resolve("a").toFile().list()).containsExactly("b");
  }

  @Test
  void whatIsNotCommittedIsDeleted() throws IOException {
    try (StagedDirectory staged = StagedDirectory.beside(directory.resolve("b"))) {
      Files.writeString(staged.path().resolve("file"), "content");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aTargetThatCameInBetweenIsLeftAlone() throws IOException {
    Path target = directory.resolve("b");
    try (StagedDirectory staged = StagedDirectory.beside(target)) {
      Files.writeString(target, "theirs");
      assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(staged::commit);
    }
    assertThat(target).hasContent("theirs");
    assertThat(directory.toFile().list()).containsExactly("b");
  }
}
