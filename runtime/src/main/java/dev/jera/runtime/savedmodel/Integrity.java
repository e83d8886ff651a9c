package dev.jera.runtime.savedmodel;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import dev.jera.runtime.Sha256Sums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.proto.FingerprintDef;

/** Whether a bundle's files are as they were written, where it says how they were. */
final class Integrity {
  private static final String SUMS = "assets.extra/jera/" + Sha256Sums.FILE;
  private static final String FINGERPRINT = "fingerprint.pb";

  /** From this one on a fingerprint holds the hash of the file itself. */
  private static final int HASHES_THE_FILE = 1;

  private Integrity() {}

  /** Writes the checksums of the graph, the variables, the assets and the golden samples. */
  static void write(Path bundle) throws IOException {
    Path sums = bundle.resolve(SUMS);
    Files.createDirectories(sums.resolveSibling("."));
    try (Stream<Path> files = Files.walk(bundle)) {
      List<Path> covered =
          files
              .filter(Files::isRegularFile)
              .filter(file -> isCovered(bundle.relativize(file)))
              .toList();
      Sha256Sums.write(sums, bundle, covered);
    }
  }

  private static boolean isCovered(Path file) {
    return file.equals(Path.of(SavedModel.FILE))
        || file.equals(Path.of(SavedModel.TEXT_FILE))
        || file.startsWith("variables")
        || file.startsWith(SavedModel.ASSETS)
        || file.equals(Path.of(SavedModel.GOLDEN_SAMPLES));
  }

  /**
   * Checks the checksums of Jera's bundles and the fingerprint of TensorFlow's.
   *
   * @throws SavedModelException if a file is not as it was written; the message names it
   */
  static void check(Path bundle) {
    try {
      Path sums = bundle.resolve(SUMS);
      if (Files.exists(sums)) {
        Sha256Sums.difference(sums, bundle, required(bundle))
            .ifPresent(difference -> refuse(bundle, difference));
      }
      Path fingerprint = bundle.resolve(FINGERPRINT);
      if (Files.exists(fingerprint)) {
        checkFingerprint(bundle, FingerprintDef.parseFrom(Files.readAllBytes(fingerprint)));
      }
    } catch (IOException e) {
      throw new SavedModelException(
          "SavedModel %s: its checksums cannot be read: %s (expected: a whole directory); copy or export it again"
              .formatted(bundle, e),
          e);
    }
  }

  private static Set<String> required(Path bundle) {
    String graph = BundleFile.of(bundle).getFileName().toString();
    String index = SavedModel.VARIABLES + ".index";
    return Files.exists(bundle.resolve(index)) ? Set.of(graph, index) : Set.of(graph);
  }

  private static void checkFingerprint(Path bundle, FingerprintDef fingerprint) throws IOException {
    Path graph = bundle.resolve(SavedModel.FILE);
    if (fingerprint.getVersion().getProducer() >= HASHES_THE_FILE
        && Files.exists(graph)
        && hash(graph) != fingerprint.getSavedModelChecksum()) {
      refuse(bundle, SavedModel.FILE + " is not what " + FINGERPRINT + " says");
    }
  }

  private static long hash(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.farmHashFingerprint64()).asLong();
  }

  private static void refuse(Path bundle, String difference) {
    throw new SavedModelException(
        "SavedModel %s: %s (expected: the files as they were exported); copy or export it again"
            .formatted(bundle, difference));
  }
}
