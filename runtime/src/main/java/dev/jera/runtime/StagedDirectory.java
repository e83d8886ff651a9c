package dev.jera.runtime;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hidden directory beside a target, in which files are written before they appear under their
 * real names, whole or not at all.
 *
 * <p>What has not been moved by {@link #close()}, or by the end of the process, is deleted. What a
 * killed process left is deleted with the next one beside the same target, once it is a day old:
 * before that another process may still be at it.
 */
public final class StagedDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StagedDirectory.class);

  /** Guarded by itself: a directory is either moved in place or deleted, never both at once. */
  private static final Set<Path> OPEN = new HashSet<>();

  private static final Pattern OLD = Pattern.compile("\\.(.+)\\.tmp-\\d+-old");

  /** No process takes as long over a directory. */
  private static final Duration ABANDONED = Duration.ofDays(1);

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
      Path parent = Files.createDirectories(absolute.resolveSibling(".")).normalize();
      String prefix = "." + absolute.getFileName() + ".tmp-";
      deleteAbandoned(parent, prefix);
      Path path = Files.createTempDirectory(parent, prefix);
      OPEN.add(path);
      return new StagedDirectory(absolute, path);
    }
  }

  /** What cannot be looked at or deleted stays: it is not in the way. */
  private static void deleteAbandoned(Path parent, String prefix) {
    Pattern leftover = Pattern.compile(Pattern.quote(prefix) + "\\d+");
    Instant limit = Instant.now().minus(ABANDONED);
    try (Stream<Path> files = Files.list(parent)) {
      for (Path file : files.toList()) {
        if (leftover.matcher(file.getFileName().toString()).matches()
            && Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
          delete(file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("Cannot look for what was left in {}", parent, e);
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
      LOG.warn("Cannot delete {}: {}", path, e.getMessage());
    }
  }
}
