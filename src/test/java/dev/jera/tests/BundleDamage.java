package dev.jera.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * What is done to a file of a bundle.
 *
 * @param bundle the bundle
 * @param file its file
 * @param description the damage, in words
 * @param change the damage
 */
record BundleDamage(Path bundle, Path file, String description, UnaryOperator<byte[]> change) {

  /** Every file of some bundles cut at several places: everything goes, nearly, half, ... */
  static List<BundleDamage> cuts(List<Path> bundles, Random random) throws IOException {
    List<BundleDamage> cuts = new ArrayList<>();
    for (Path bundle : bundles) {
      for (Path file : BundleSamples.files(bundle)) {
        int size = Math.toIntExact(Files.size(file));
        for (int length : new int[] {0, 1, size / 2, size - 1, random.nextInt(size)}) {
          cuts.add(
              new BundleDamage(
                  bundle, file, "cut to " + length, bytes -> Arrays.copyOf(bytes, length)));
        }
      }
    }
    return cuts;
  }

  /** Some bits or bytes of a file, both chosen at random; one, two, four or eight of them. */
  static BundleDamage flips(List<Path> bundles, Random random) throws IOException {
    Path bundle = bundles.get(random.nextInt(bundles.size()));
    List<Path> files = BundleSamples.files(bundle);
    Path file = files.get(random.nextInt(files.size()));
    int size = Math.toIntExact(Files.size(file));
    boolean bits = random.nextBoolean();
    int[] places = random.ints(1 << random.nextInt(4), 0, size).toArray();
    int[] masks =
        random
            .ints(places.length, 0, 255)
            .map(value -> bits ? 1 << value % Byte.SIZE : 1 + value)
            .toArray();
    return new BundleDamage(
        bundle,
        file,
        "with %s flipped at %s".formatted(bits ? "bits" : "bytes", Arrays.toString(places)),
        bytes -> {
          for (int i = 0; i < places.length; i++) {
            bytes[places[i]] ^= (byte) masks[i];
          }
          return bytes;
        });
  }

  /**
   * Whether nothing in the bundle tells: in most, the graph and the assets are under no checksum.
   * The variables always are.
   */
  boolean isUnseen() {
    String name = bundle.relativize(file).toString();
    return !name.startsWith("variables")
        && !Files.exists(bundle.resolve("assets.extra/jera/SHA256SUMS"))
        && !(name.equals("saved_model.pb") && Files.exists(bundle.resolve("fingerprint.pb")));
  }

  @Override
  public String toString() {
    return "%s %s".formatted(bundle.getParent().relativize(file), description);
  }
}
