package dev.jera.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.Shape;

/** One half of an MNIST-like data set: a file of 28 x 28 images and a file of their labels. */
enum IdxPair {
  TRAIN("train"),
  TEST("t10k");

  private static final Shape IMAGE = Shape.of(28, 28);

  private final String prefix;

  IdxPair(String prefix) {
    this.prefix = prefix;
  }

  String images() {
    return prefix + "-images-idx3-ubyte.gz";
  }

  String labels() {
    return prefix + "-labels-idx1-ubyte.gz";
  }

  /** Reads the pair from a directory, each file gzipped or raw (without .gz). */
  ArrayDataset read(Path directory) {
    return join(
        directory.toString(),
        Idx.read(file(directory, images())),
        Idx.read(file(directory, labels())));
  }

  private static Path file(Path directory, String name) {
    return FileLocator.find(directory, name)
        .orElseThrow(
            () ->
                new DatasetException(
                    """
                    No %s in %s (expected: it, or the same without .gz). \
                    Give the directory that has the IDX files."""
                        .formatted(name, directory)));
  }

  /** Reads the pair from the resources in a folder beside a class. */
  ArrayDataset read(Class<?> owner, String folder) {
    return join(folder, resource(owner, folder, images()), resource(owner, folder, labels()));
  }

  private static ByteNdArray resource(Class<?> owner, String folder, String name) {
    String path = folder + "/" + name;
    try (InputStream in = owner.getResourceAsStream(path)) {
      if (in == null) {
        throw new DatasetException(
            "No resource %s beside %s (expected: in Jera's datasets jar). Use the whole jar."
                .formatted(path, owner.getName()));
      }
      return Idx.read(in, path);
    } catch (IOException e) {
      throw new DatasetException("Resource %s cannot be closed: %s".formatted(path, e), e);
    }
  }

  private ArrayDataset join(String place, ByteNdArray images, ByteNdArray labels) {
    check(
        images.shape().numDimensions() == 3 && images.shape().tail().equals(IMAGE),
        place,
        images(),
        images,
        "[n, 28, 28]");
    Shape expected = Shape.of(images.shape().get(0));
    check(
        labels.shape().equals(expected), place, labels(), labels, expected + ", a label an image");
    return ArrayDataset.of(images.withShape(images.shape().append(1)), labels);
  }

  private static void check(
      boolean holds, String place, String name, ByteNdArray array, String expected) {
    if (!holds) {
      throw new DatasetException(
          "%s in %s has shape %s (expected: %s). Get the two files again, from one source."
              .formatted(name, place, array.shape(), expected));
    }
  }
}
