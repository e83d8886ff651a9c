package dev.jera.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that appears whole or not at all. */
public final class StagedFile {
  private StagedFile() {}

  /**
   * Writes a file over what is there; missing directories are made.
   *
   * @throws JeraException if it cannot be written; what was there stays
   */
  public static void write(Path file, byte[] content) {
    try (StagedDirectory staged = StagedDirectory.beside(file)) {
      Path written = Files.write(staged.path().resolve(file.getFileName()), content);
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new JeraException("%s cannot be written: %s".formatted(file, e), e);
    }
  }
}
