package dev.jera.datasets;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Fashion-MNIST: photographs of clothes from Zalando's shop, in the form and size of MNIST: 60,000
 * to train and 10,000 to test on, 28 x 28 in shades of grey.
 *
 * <p>Features are uint8 [n, 28, 28, 1], 0 for background; labels uint8 [n], see {@link
 * #classNames()}.
 *
 * <p>The files are looked for in the given directory, if one is given, then in the cache, {@code
 * $XDG_CACHE_HOME/jera/fashion-mnist} (by default {@code ~/.cache/jera/fashion-mnist}), then where
 * Debian's package {@code dataset-fashion-mnist} puts them, {@code
 * /usr/share/datasets/fashion-mnist}. Found in none, they are downloaded from their publisher into
 * the cache (29 MB to train, 4 MB to test on), and their SHA-256 is checked.
 *
 * @see <a href="https://github.com/zalandoresearch/fashion-mnist">Zalando Research:
 *     Fashion-MNIST</a>
 * @see <a href="https://arxiv.org/abs/1708.07747">Xiao, Rasul and Vollgraf 2017</a>
 */
public final class FashionMnist {

  private static final URI PUBLISHER =
      URI.create("https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/");

  private static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");

  private static final List<String> CLASS_NAMES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  private FashionMnist() {}

  /**
   * The 60,000 training examples, downloaded if this machine has not got them.
   *
   * @throws DatasetException if the files are broken, or neither found nor downloaded; the message
   *     names the places and two ways to get them
   */
  public static ArrayDataset train() {
    return read(Optional.empty(), IdxPair.TRAIN);
  }

  /**
   * The 60,000 training examples, from your own copy of the files, looked for before all else.
   *
   * @param directory holds {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte},
   *     each raw or gzipped with {@code .gz} added
   * @throws DatasetException if there is no such directory, if a file is broken, or if the files
   *     are neither found nor downloaded
   */
  public static ArrayDataset train(Path directory) {
    return read(Optional.of(directory), IdxPair.TRAIN);
  }

  /**
   * The 10,000 test examples, downloaded if this machine has not got them.
   *
   * @throws DatasetException if the files are broken, or neither found nor downloaded; the message
   *     names the places and two ways to get them
   */
  public static ArrayDataset test() {
    return read(Optional.empty(), IdxPair.TEST);
  }

  /**
   * The 10,000 test examples, from your own copy of the files, looked for before all else.
   *
   * @param directory holds {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, each
   *     raw or gzipped with {@code .gz} added
   * @throws DatasetException if there is no such directory, if a file is broken, or if the files
   *     are neither found nor downloaded
   */
  public static ArrayDataset test(Path directory) {
    return read(Optional.of(directory), IdxPair.TEST);
  }

  /**
   * 55,000 examples to train on, the last 5,000 training examples to validate on, the test ones;
   * downloaded if this machine has not got them.
   *
   * @throws DatasetException if the files are broken, or neither found nor downloaded
   */
  public static Splits splits() {
    return Splits.of(train(), test(), 5_000);
  }

  /** The names of the ten classes, by label: "T-shirt/top" is 0, "Ankle boot" is 9. */
  public static List<String> classNames() {
    return CLASS_NAMES;
  }

  private static ArrayDataset read(Optional<Path> given, IdxPair pair) {
    if (given.isPresent() && !Files.isDirectory(given.get())) {
      throw new DatasetException(
          "Fashion-MNIST: no directory %s (expected: one that holds its files)"
              .formatted(given.get()));
    }
    Path cache = CacheDirectory.of("fashion-mnist");
    FileLocator locator =
        locator(Stream.concat(given.stream(), Stream.of(cache, DEBIAN)).toList(), cache);
    return pair.read(locator.directoryOf(files(pair, PUBLISHER)));
  }

  static FileLocator locator(List<Path> places, Path cache) {
    String advice =
        """
        Install Debian's package, apt-get install dataset-fashion-mnist; \
        or download %s, %s, %s and %s yourself from \
        https://github.com/zalandoresearch/fashion-mnist/tree/master/data/fashion \
        and give their directory to FashionMnist.train(directory) and test(directory)."""
            .formatted(
                IdxPair.TRAIN.images(),
                IdxPair.TRAIN.labels(),
                IdxPair.TEST.images(),
                IdxPair.TEST.labels());
    return new FileLocator("Fashion-MNIST", places, cache, new Downloader(), advice);
  }

  /** The published files. Their checksums are those that Keras and TensorFlow Datasets hold. */
  static List<RemoteFile> files(IdxPair pair, URI publisher) {
    return switch (pair) {
      case TRAIN ->
          List.of(
              new RemoteFile(
                  publisher.resolve(pair.images()),
                  26_421_880,
                  "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
              new RemoteFile(
                  publisher.resolve(pair.labels()),
                  29_515,
                  "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"));
      case TEST ->
          List.of(
              new RemoteFile(
                  publisher.resolve(pair.images()),
                  4_422_102,
                  "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
              new RemoteFile(
                  publisher.resolve(pair.labels()),
                  5_148,
                  "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"));
    };
  }
}
