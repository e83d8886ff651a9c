package dev.jera.datasets;

import com.google.common.base.Joiner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the files of a data set in directories, or else downloads them.
 *
 * @param dataset its name, for messages
 * @param places looked at in this order
 * @param cache where downloads go
 * @param advice what someone can do for whom nothing worked
 */
record FileLocator(
    String dataset, List<Path> places, Path cache, Downloader downloader, String advice) {

  FileLocator {
    places = List.copyOf(places);
  }

  /** The file of that name in a directory, or the same without .gz. */
  static Optional<Path> find(Path directory, String name) {
    Path file = directory.resolve(name);
    if (Files.isRegularFile(file)) {
      return Optional.of(file);
    }
    Path raw = directory.resolve(name.replaceFirst("\\.gz$", ""));
    return Files.isRegularFile(raw) ? Optional.of(raw) : Optional.empty();
  }

  /**
   * A directory that holds all these files, gzipped or raw.
   *
   * @throws DatasetException if they are in no directory and the download fails
   */
  Path directoryOf(List<RemoteFile> files) {
    for (Path place : places) {
      if (files.stream().allMatch(file -> find(place, file.name()).isPresent())) {
        return place;
      }
    }
    for (RemoteFile file : files) {
      if (find(cache, file.name()).isEmpty()) {
        download(file);
      }
    }
    return cache;
  }

  private void download(RemoteFile file) {
    try {
      downloader.download(file, cache);
    } catch (IOException e) {
      throw new DatasetException(
          "%s is neither in %s, and the download of %s into %s failed: %s. %s"
              .formatted(
                  dataset,
                  Joiner.on(" nor in ").join(places),
                  file.uri(),
                  cache,
                  reason(e),
                  advice),
          e);
    }
  }

  /** Our own exceptions speak for themselves; of others the class says more than the message. */
  private static String reason(IOException e) {
    return e.getClass().equals(IOException.class) ? String.valueOf(e.getMessage()) : e.toString();
  }
}
