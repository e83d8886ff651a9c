package dev.jera.cli;

import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a run will write, found out before the run rather than after it. */
final class Destination {
  private Destination() {}

  /**
   * Checks that a bundle can be exported to a path, as far as can be told now.
   *
   * @param path a version to make, or a directory of versions
   * @throws JeraException if the version is there already or the directory cannot be written to
   */
  static void checkBundle(Path path) {
    Path bundle = SavedModelVersions.versionOrNext(path);
    if (Files.exists(bundle)) {
      throw new JeraException(
          "--export %s: it is there already (expected: a new version, or a directory in which the next one is made)"
              .formatted(bundle));
    }
    checkWritable("--export " + path, bundle);
  }

  /**
   * Checks that a file can be written, over what is there.
   *
   * @throws JeraException if not
   */
  static void checkFile(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw new JeraException(
          "%s %s: it is a directory (expected: a file to write)".formatted(option, file));
    }
    checkWritable(option + " " + file, file);
  }

  /**
   * Checks that files can be written in a directory, which is made later if it is missing.
   *
   * @throws JeraException if not
   */
  static void checkDirectory(String option, Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new JeraException(
          "%s %s: it is a file (expected: a directory to write in)".formatted(option, directory));
    }
    checkWritable(option + " " + directory, directory.resolve("file"));
  }

  /** Only an attempt tells: permissions, read-only file systems and full quotas differ. */
  private static void checkWritable(String what, Path target) {
    Path directory = nearestExisting(target.toAbsolutePath().normalize());
    try {
      Files.delete(Files.createTempFile(directory, ".jera-", ".probe"));
    } catch (IOException e) {
      throw new JeraException(
          "%s: %s cannot be written to: %s (expected: a directory that you may write to)"
              .formatted(what, directory, reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException system && system.getReason() != null
        ? system.getReason()
        : e.getClass().getSimpleName();
  }

  private static Path nearestExisting(Path target) {
    Path directory = target.getParent();
    while (directory != null && directory.getParent() != null && !Files.exists(directory)) {
      directory = directory.getParent();
    }
    return directory == null ? target : directory;
  }
}
