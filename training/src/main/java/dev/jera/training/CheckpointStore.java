package dev.jera.training;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.common.primitives.Longs;
import dev.jera.runtime.CheckpointException;
import dev.jera.runtime.StagedDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints of one run in a directory, which belongs to it while it is open. */
final class CheckpointStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final String PREFIX = "checkpoint-";
  private static final String LOCK = ".lock";

  private final Path directory;
  private final int keep;
  private final FileChannel channel;

  private CheckpointStore(Path directory, int keep, FileChannel channel) {
    this.directory = directory;
    this.keep = keep;
    this.channel = channel;
  }

  /**
   * Opens a directory, which is made where there is none; what a killed process left half-written
   * is deleted.
   *
   * @throws CheckpointException if another process has it open, or it cannot be written to
   */
  static CheckpointStore open(Path directory, int keep) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (tryLock(channel) == null) {
          throw new CheckpointException(
              "Checkpoints %s: another run is writing here (expected: a directory for each run)"
                  .formatted(directory),
              null);
        }
        giveBackOrphans(directory);
        deleteLeftovers(directory);
        return new CheckpointStore(directory, keep, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new CheckpointException(
          "Checkpoints %s: not a directory that can be written to: %s".formatted(directory, e), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** A process that was killed while it replaced a checkpoint left the old one without its name. */
  private static void giveBackOrphans(Path directory) throws IOException {
    for (Map.Entry<Path, Path> orphan : StagedDirectory.orphans(directory).entrySet()) {
      if (stepOf(orphan.getKey()).isPresent()) {
        Files.move(orphan.getValue(), orphan.getKey(), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static void deleteLeftovers(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(CheckpointStore::isLeftover).toList()) {
        MoreFiles.deleteRecursively(file, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    }
  }

  private static boolean isLeftover(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("." + PREFIX) && name.contains(".tmp-");
  }

  /** The checkpoint of a step. */
  Path at(long step) {
    return directory.resolve(PREFIX + step);
  }

  /** Whether there is no checkpoint, be it whole or not. */
  boolean isEmpty() {
    return list(directory).isEmpty();
  }

  /** The newest checkpoint that is whole; of newer ones that are not a warning tells. */
  Optional<Path> newestWhole() {
    return newestWhole(directory);
  }

  /** As {@link #newestWhole()}, in a directory that need not be open. */
  static Optional<Path> newestWhole(Path directory) {
    for (Path checkpoint : list(directory)) {
      try {
        new CheckpointDirectory(checkpoint).check();
        return Optional.of(checkpoint);
      } catch (CheckpointException e) {
        LOG.warn("{} The one before it is used.", e.getMessage());
      }
    }
    return Optional.empty();
  }

  /**
   * Deletes all but the newest up to a step. Those behind it are damaged, or the run would have
   * gone on from there; they must not take the places of whole ones.
   *
   * @param step of the checkpoint that was just written
   */
  void prune(long step) {
    List<Path> all = list(directory);
    List<Path> own =
        all.stream().filter(file -> stepOf(file).orElseThrow() <= step).limit(keep).toList();
    all.stream().filter(file -> !own.contains(file)).forEach(CheckpointStore::delete);
  }

  /** The newest first. */
  private static List<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> stepOf(file).isPresent())
          .sorted(Comparator.comparing((Path file) -> stepOf(file).orElseThrow()).reversed())
          .collect(toImmutableList());
    } catch (NotDirectoryException | java.nio.file.NoSuchFileException e) {
      throw new CheckpointException(
          "Checkpoints %s: no such directory (expected: one that holds checkpoints)"
              .formatted(directory),
          e);
    } catch (IOException e) {
      throw new CheckpointException(
          "Checkpoints %s: cannot be read: %s".formatted(directory, e), e);
    }
  }

  private static Optional<Long> stepOf(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX)
        ? Optional.ofNullable(Longs.tryParse(name.substring(PREFIX.length())))
        : Optional.empty();
  }

  private static void delete(Path checkpoint) {
    try {
      MoreFiles.deleteRecursively(checkpoint, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", checkpoint, e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("Cannot close the lock of {}: {}", directory, e.getMessage());
    }
  }
}
