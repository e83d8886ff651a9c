package dev.jera.datasets;

import java.nio.file.Path;
import java.util.List;

/**
 * MNIST: handwritten digits, 60,000 to train and 10,000 to test on, 28 x 28 in shades of grey. It
 * comes with this library; every call reads it anew (47 MB for {@link #train()}).
 *
 * <p>Features are uint8 [n, 28, 28, 1], 0 for paper and 255 for ink; labels uint8 [n], the digits.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">LeCun, Cortes and Burges: The MNIST database</a>
 */
public final class Mnist {

  private static final List<String> CLASS_NAMES =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private Mnist() {}

  /** The 60,000 training examples. */
  public static ArrayDataset train() {
    return IdxPair.TRAIN.read(Mnist.class, "mnist");
  }

  /**
   * The training examples of an MNIST-like data set of your own.
   *
   * @param directory holds {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte},
   *     each raw or gzipped with {@code .gz} added
   * @throws DatasetException if a file is missing or broken, the images are not 28 x 28, or there
   *     are not as many labels as images
   */
  public static ArrayDataset train(Path directory) {
    return IdxPair.TRAIN.read(directory);
  }

  /** The 10,000 test examples. */
  public static ArrayDataset test() {
    return IdxPair.TEST.read(Mnist.class, "mnist");
  }

  /**
   * The test examples of an MNIST-like data set of your own.
   *
   * @param directory holds {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, each
   *     raw or gzipped with {@code .gz} added
   * @throws DatasetException if a file is missing or broken, the images are not 28 x 28, or there
   *     are not as many labels as images
   */
  public static ArrayDataset test(Path directory) {
    return IdxPair.TEST.read(directory);
  }

  /**
   * 55,000 examples to train on, the last 5,000 training examples to validate on, the test ones.
   */
  public static Splits splits() {
    return Splits.of(train(), test(), 5_000);
  }

  /** The names of the ten classes, by label: "0" to "9". */
  public static List<String> classNames() {
    return CLASS_NAMES;
  }
}
