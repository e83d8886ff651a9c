package dev.jera.runtime;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files' checksums, written and checked as the tool sha256sum does. */
public final class Sha256Sums {
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

  private Sha256Sums() {}

  /** A line for each file, its path relative to the directory, in the order of the paths. */
  public static String of(Path directory, List<Path> files) throws IOException {
    StringBuilder sums = new StringBuilder();
    for (Path file : files.stream().sorted().collect(toImmutableList())) {
      String name = directory.relativize(file).toString().replace('\\', '/');
      sums.append(sum(file)).append("  ").append(name).append('\n');
    }
    return sums.toString();
  }

  /**
   * Compares files with what was written of them.
   *
   * @param lines the lines of {@link #of}
   * @param required the files that there must be a line for
   * @return the first difference, such as {@code variables.index is not as it was written}; empty
   *     where there is none
   */
  public static Optional<String> difference(
      Path directory, List<String> lines, Set<String> required) throws IOException {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    for (String line : lines) {
      Matcher sum = LINE.matcher(line);
      if (!sum.matches()) {
        return Optional.of("a line of its checksums is not as it was written");
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
    // Checksums that were cut after a line would let the files of the others pass unseen.
    return names.build().containsAll(required)
        ? Optional.empty()
        : Optional.of("its checksums are cut short");
  }

  private static String sum(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }
}
