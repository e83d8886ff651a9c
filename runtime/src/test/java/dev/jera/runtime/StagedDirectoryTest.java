package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
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

  /** A name of its own, the old one of a replacement, and what is young are not this one's. */
  @Test
  void whatAKilledProcessLeftIsDeletedWithTheNextOneADayLater() throws IOException {
    leave(".b.tmp-1", Duration.ofHours(25));
    leave(".b.tmp-2", Duration.ofHours(1));
    leave(".b.tmp-3-old", Duration.ofDays(9));
    leave(".b.tmp-4.txt", Duration.ofDays(9));
    leave(".bb.tmp-5", Duration.ofDays(9));
    StagedDirectory.beside(directory.resolve("b")).close();
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder(".b.tmp-2", ".b.tmp-3-old", ".b.tmp-4.txt", ".bb.tmp-5");
  }

  private void leave(String name, Duration age) throws IOException {
    Path left = Files.createDirectory(directory.resolve(name));
    Files.writeString(left.resolve("half"), "{");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(age)));
  }
}
