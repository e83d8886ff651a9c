package dev.jera.serving.repository;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A look at the disk. What it is at is settled in the coordinator's turn; {@link #see} is not,
 * since it can take long.
 *
 * @param number of two looks the one that began later has the higher one
 * @param basePaths the base paths to list
 * @param failed versions that could not be loaded, as they were then
 */
record Look(long number, Set<Path> basePaths, List<Failed> failed) {
  private static final Logger LOGGER = LoggerFactory.getLogger(Look.class);

  /**
   * A version that could not be loaded.
   *
   * @param fingerprint the directory as it was when it last began to load
   */
  record Failed(ServedVersion version, Set<String> fingerprint) {}

  /**
   * A base path as a look has found it.
   *
   * @param number the look's
   */
  record Sight(long number, Path basePath, Directories.Listing listing) {

    /** Logs what has become other since the last sight: a look comes every second. */
    void tellChange(String model, @Nullable Sight before) {
      Optional<String> problem = listing.problem();
      if (problem.equals(before == null ? Optional.empty() : before.listing().problem())) {
        return;
      }
      problem.ifPresentOrElse(
          text ->
              LOGGER.warn(
                  "Model '{}': {} {} (expected: a directory of numbered versions); what is loaded stays",
                  model,
                  basePath,
                  text),
          () -> LOGGER.info("Model '{}': {} can be listed again", model, basePath));
    }
  }

  /**
   * What a look has found.
   *
   * @param sights by base path
   * @param changed those that failed whose directories are others now
   */
  record Seen(ImmutableMap<Path, Sight> sights, List<Failed> changed) {}

  Seen see(Directories directories) {
    return new Seen(
        ImmutableMap.copyOf(
            Maps.asMap(basePaths, path -> new Sight(number, path, directories.list(path)))),
        failed.stream()
            .filter(
                each ->
                    !directories.fingerprint(each.version().directory).equals(each.fingerprint()))
            .collect(toImmutableList()));
  }
}
