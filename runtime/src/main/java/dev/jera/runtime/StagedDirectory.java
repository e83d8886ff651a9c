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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern OLD = Pattern.compile("\\.(.+)\\.tmp-\\d+-old");

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
   * another name beside it, hidden as this one was. Of a process that is killed then, {@link
   * #orphans} finds it.
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
      try {
        commit();
      } catch (IOException e) {
        try {
          Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException again) {
          e.addSuppressed(again);
        }
        throw e;
      }
      delete(old);
    }
  }

  /**
   * What a process that was killed in {@link #commitOver} left of the old ones.
   *
   * @param parent where the targets are
   * @return the old one's present path, by the target's, of each target that is not there
   * @throws IOException if the directory cannot be read
   */
  public static Map<Path, Path> orphans(Path parent) throws IOException {
    Map<Path, Path> orphans = new TreeMap<>();
    try (Stream<Path> files = Files.list(parent)) {
      for (Path file : files.sorted().toList()) {
        Matcher old = OLD.matcher(file.getFileName().toString());
        if (old.matches() && !Files.exists(parent.resolve(old.group(1)))) {
          orphans.put(parent.resolve(old.group(1)), file);
        }
      }
    }
    return orphans;
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
