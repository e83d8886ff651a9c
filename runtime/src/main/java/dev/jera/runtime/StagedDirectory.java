package dev.jera.runtime;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * A hidden directory beside a target, in which files are written before they appear under their
 * real names, whole or not at all.
 *
 * <p>What has not been moved by {@link #close()}, or by the end of the process, is deleted.
 */
public final class StagedDirectory implements AutoCloseable {
  /** Guarded by itself: a directory is either moved in place or deleted, never both at once. */
  private static final Set<Path> OPEN = new HashSet<>();

  private static boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(StagedDirectory::deleteAll, "jera-unstage"));
  }

  private final Path target;
  private final Path path;

  private StagedDirectory(Path target, Path path) {
    this.target = target;
    this.path = path;
  }

  /**
   * Creates an empty directory beside the target, and the target's parents where they are missing.
   *
   * @throws IOException if the target's parent cannot be made or written to
   */
  public static StagedDirectory beside(Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    synchronized (OPEN) {
      checkNotEnding();
      Path parent = Files.createDirectories(absolute.resolveSibling("."));
      Path path =
          Files.createTempDirectory(parent.normalize(), "." + absolute.getFileName() + ".tmp-");
      OPEN.add(path);
      return new StagedDirectory(absolute, path);
    }
  }

  /** Where to write. */
  public Path path() {
    return path;
  }

  /**
   * Makes the directory appear as the target, at once.
   *
   * @throws FileAlreadyExistsException if the target is there already; it is left as it was
   */
  public void commit() throws IOException {
    synchronized (OPEN) {
      checkNotEnding();
      if (Files.exists(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      takeParentsPermissions();
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
      OPEN.remove(path);
    }
  }

  /**
   * Makes the directory appear as the target in the place of what is there.
   *
   * <p>A directory that is not empty cannot be replaced at once: for a moment the old one has
   * another name beside it, hidden as this one was.
   */
  public void commitOver() throws IOException {
    synchronized (OPEN) {
      checkNotEnding();
      if (!Files.exists(target)) {
        commit();
        return;
      }
      Path old = path.resolveSibling(path.getFileName() + "-old");
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
      OPEN.add(old);
      try {
        commit();
      } catch (IOException e) {
        Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
        OPEN.remove(old);
        throw e;
      }
      OPEN.remove(old);
      delete(old);
    }
  }

  /** Temporary directories are the owner's alone; what appears is for whom the parent is. */
  private void takeParentsPermissions() throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path, Files.getPosixFilePermissions(path.resolve("..")));
    }
  }

  /** Moves every file to beside the target, over what is there, those that match first. */
  void moveFilesBeside(Predicate<String> first) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(path)) {
      files =
          list.sorted(
                  Comparator.comparing((Path file) -> !first.test(file.getFileName().toString())))
              .toList();
    }
    synchronized (OPEN) {
      checkNotEnding();
      for (Path file : files) {
        Files.move(
            file,
            target.resolveSibling(file.getFileName()),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      if (OPEN.remove(path)) {
        delete(path);
      }
    }
  }

  private static void checkNotEnding() throws IOException {
    if (ending) {
      throw new IOException("the process is ending");
    }
  }

  private static void deleteAll() {
    synchronized (OPEN) {
      ending = true;
      OPEN.forEach(StagedDirectory::delete);
      OPEN.clear();
    }
  }

  private static void delete(Path path) {
    try {
      if (Files.exists(path)) {
        MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      LoggerFactory.getLogger(StagedDirectory.class)
          .warn("Cannot delete {}: {}", path, e.getMessage());
    }
  }
}
