package dev.jera.training;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The file in a directory that tells its files' sums, as the tool sha256sum writes and checks it.
 */
final class Checksums {
  static final String FILE = "SHA256SUMS";

  private static final Pattern SUM = Pattern.compile("([0-9a-f]{64})  ([\\w.-]+)");

  private Checksums() {}

  /** Adds the sums of all files that are there. */
  static void write(Path directory) throws IOException {
    StringBuilder sums = new StringBuilder();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        sums.append(sum(file)).append("  ").append(file.getFileName()).append('\n');
      }
    }
    Files.writeString(directory.resolve(FILE), sums);
  }

  /**
   * What is not as it was written.
   *
   * @param needed files that must be among those that are summed: sums that were cut after a line
   *     would let the files of the others pass unseen
   * @return the damage in words; empty where there is none
   */
  static Optional<String> damage(Path directory, List<String> needed) throws IOException {
    if (!Files.isRegularFile(directory.resolve(FILE))) {
      return Optional.of("no file " + FILE);
    }
    Set<String> checked = new HashSet<>();
    for (String line : Files.readAllLines(directory.resolve(FILE))) {
      Matcher sum = SUM.matcher(line);
      if (!sum.matches()) {
        return Optional.of(FILE + " is not as it was written");
      }
      Path file = directory.resolve(sum.group(2));
      if (!Files.isRegularFile(file)) {
        return Optional.of("no file " + file.getFileName());
      }
      if (!sum.group(1).equals(sum(file))) {
        return Optional.of(file.getFileName() + " is not as it was written");
      }
      checked.add(sum.group(2));
    }
    return checked.containsAll(needed) ? Optional.empty() : Optional.of(FILE + " is cut short");
  }

  private static String sum(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }
}
