package dev.jera.cli.doctor;

import dev.jera.cli.Sizes;
import dev.jera.datasets.Mnist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The data sets, looked for without touching the network. */
final class Data {
  private static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  /** Where Debian's package dataset-fashion-mnist puts them. */
  private static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");

  private Data() {}

  static Finding mnist() {
    return Finding.ok("MNIST", "%,d test images, in Jera itself".formatted(Mnist.test().size()));
  }

  static Finding fashionMnist() {
    return Stream.of(directory().resolve("fashion-mnist"), DEBIAN)
        .filter(Data::holdsAll)
        .findFirst()
        .map(place -> Finding.ok("Fashion-MNIST", "in " + place))
        .orElseGet(
            () ->
                Finding.note(
                    "Fashion-MNIST",
                    "not here: its first use downloads 31 MB, or install Debian's dataset-fashion-mnist"));
  }

  static Finding cache() throws IOException {
    Path directory = directory();
    return Finding.ok(
        "Data cache", "%s in %s".formatted(Sizes.format(DiskUse.of(directory)), directory));
  }

  private static boolean holdsAll(Path place) {
    return FILES.stream()
        .allMatch(
            file ->
                Files.isRegularFile(place.resolve(file))
                    || Files.isRegularFile(place.resolve(file + ".gz")));
  }

  /** As dev.jera.datasets has it: XDG_CACHE_HOME where that is absolute, else ~/.cache. */
  private static Path directory() {
    @Nullable String set = System.getenv("XDG_CACHE_HOME");
    Path home =
        set != null && Path.of(set).isAbsolute()
            ? Path.of(set)
            : Path.of(System.getProperty("user.home", ""), ".cache");
    return home.resolve("jera");
  }
}
