package dev.jera.runtime;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of files' checksums, written and checked as the tool sha256sum does. */
public final class Sha256Sums {
  /** The usual name of the file. */
  public static final String FILE = "SHA256SUMS";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

  private Sha256Sums() {}

  /**
   * Writes a line for each file, its path relative to a directory, in the order of the paths.
   *
   * @param sums the file to write
   * @throws IOException if a file cannot be read, or {@code sums} not written
   */
  public static void write(Path sums, Path directory, Collection<Path> files) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Path file : ImmutableList.sortedCopyOf(files)) {
      String name = directory.relativize(file).toString().replace('\\', '/');
      lines.append(sum(file)).append("  ").append(name).append('\n');
    }
    Files.writeString(sums, lines);
  }

  /**
   * Compares files with what was written of them. A line that names a file outside of the directory
   * was never written.
   *
   * @param required the files that there must be a line for: checksums that were cut after a line
   *     would let the files of the others pass unseen
   * @return the first difference, such as {@code variables.index is not as it was written}; empty
   *     where there is none
   * @throws IOException if a file cannot be read
   */
  public static Optional<String> difference(Path sums, Path directory, Set<String> required)
      throws IOException {
    if (!Files.isRegularFile(sums)) {
      return Optional.of("no file " + sums.getFileName());
    }
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    for (String line : Files.readAllLines(sums)) {
      Matcher sum = LINE.matcher(line);
      if (!sum.matches() || !isWithin(directory, sum.group(2))) {
        return Optional.of(sums.getFileName() + " is not as it was written");
      }
      Path file = directory.resolve(sum.group(2));
      if (!Files.isRegularFile(file)) {
        return Optional.of("no file " + sum.group(2));
      }
      if (!sum.group(1).equals(sum(file))) {
        return Optional.of(
            "%s is not as it was written (%s bytes)".formatted(sum.group(2), Files.size(file)));
      }
      names.add(sum.group(2));
    }
    return names.build().containsAll(required)
        ? Optional.empty()
        : Optional.of(sums.getFileName() + " is cut short");
  }

  private static boolean isWithin(Path directory, String name) {
    try {
      return directory.resolve(name).normalize().startsWith(directory.normalize());
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String sum(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }
}
