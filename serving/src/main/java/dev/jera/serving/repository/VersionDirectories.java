package dev.jera.serving.repository;

import com.google.common.collect.ImmutableSortedMap;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What lies on the disk. */
final class VersionDirectories implements Directories {
  private static final Logger LOGGER = LoggerFactory.getLogger(VersionDirectories.class);

  @Override
  public Listing list(Path basePath) {
    if (SavedModelVersions.isBundle(basePath)) {
      return Listing.failed("is itself a bundle");
    }
    if (!Files.isDirectory(basePath)) {
      return Listing.failed("is not there");
    }
    try (Stream<Path> entries = Files.list(basePath)) {
      return Listing.of(
          entries
              .filter(entry -> SavedModelVersions.number(entry).isPresent())
              .filter(SavedModelVersions::isBundle)
              .collect(
                  ImmutableSortedMap.toImmutableSortedMap(
                      Comparator.naturalOrder(),
                      entry -> SavedModelVersions.number(entry).orElseThrow(),
                      entry -> entry,
                      VersionDirectories::plainer)));
    } catch (IOException | UncheckedIOException e) {
      return Listing.failed("cannot be listed: " + e);
    }
  }

  @Override
  public Set<String> fingerprint(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(VersionDirectories::describe).collect(Collectors.toUnmodifiableSet());
    } catch (IOException | UncheckedIOException e) {
      // It is being moved or deleted: the next look sees what has become of it.
      LOGGER.debug("{} cannot be listed: {}", directory, e.toString());
      return Set.of();
    }
  }

  private static String describe(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return String.join(
          " ",
          file.toString(),
          Long.toString(attributes.size()),
          attributes.lastModifiedTime().toString(),
          String.valueOf(attributes.fileKey()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of 1 and 001, the same version twice, the one with fewer zeros, whatever the order. */
  private static Path plainer(Path a, Path b) {
    return a.getFileName().toString().length() <= b.getFileName().toString().length() ? a : b;
  }
}
