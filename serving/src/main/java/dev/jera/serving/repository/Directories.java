package dev.jera.serving.repository;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What lies in the directories of models. The answers can take long, as on a network disk that is
 * gone: nobody asks while holding a lock.
 */
interface Directories {
  /**
   * What a base path holds.
   *
   * @param versions the bundles in numbered directories, by number; it says nothing where there is
   *     a problem, least of all that they are gone
   * @param problem why they cannot be listed, where they cannot
   */
  record Listing(Map<Long, Path> versions, Optional<String> problem) {
    static Listing of(Map<Long, Path> versions) {
      return new Listing(versions, Optional.empty());
    }

    static Listing failed(String problem) {
      return new Listing(Map.of(), Optional.of(problem));
    }
  }

  /** The bundles in numbered directories, leading zeros allowed. */
  Listing list(Path basePath);

  /** The files of a directory with their sizes and times: another answer, another content. */
  Set<String> fingerprint(Path directory);
}
