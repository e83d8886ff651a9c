package dev.jera.datasets.image;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.datasets.DatasetException;
import dev.jera.datasets.Example;
import dev.jera.datasets.IndexedDataset;
import dev.jera.datasets.Pass;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * The images of a directory, all scaled to one size and decoded when they are asked for.
 *
 * <p>An example is uint8 [height, width, channels] with the number of its class, int32 []. The size
 * of memory depends on the images that are decoded ahead, not on the number of files.
 *
 * <p>A broken image is a {@link DatasetException} that names its file, where its example would
 * come. To train without such images, leave them out first, by {@link
 * ImageDirectory#withoutBroken}: a pass that left them out on its way would have neither a count
 * nor an index, which shuffling and going on after a stop need.
 *
 * @param directory which images, and their classes
 * @param height of all images, in pixels, above 0
 * @param width of all images, in pixels, above 0
 * @param channels 1 for grey, 3 for red, green, blue
 * @param ahead how many images a pass decodes ahead, on as many threads as there are processors; 0
 *     to decode in the thread that reads. {@code prefetch} takes its place
 * @see <a href="https://keras.io/api/data_loading/image/">Keras image data loading</a>
 */
@RecordBuilder
public record ImageDataset(ImageDirectory directory, int height, int width, int channels, int ahead)
    implements IndexedDataset, ImageDatasetBuilder.With {

  /** Two batches of Keras' default size. */
  private static final int AHEAD = 64;

  /** Checks the sizes. */
  public ImageDataset {
    checkArgument(height > 0, "height: %s (expected: > 0)", height);
    checkArgument(width > 0, "width: %s (expected: > 0)", width);
    checkArgument(channels == 1 || channels == 3, "channels: %s (expected: 1 or 3)", channels);
    checkArgument(ahead >= 0, "ahead: %s (expected: >= 0)", ahead);
  }

  /** Images in colour, 64 of which are decoded ahead. */
  public static ImageDataset of(ImageDirectory directory, int height, int width) {
    return new ImageDataset(directory, height, width, 3, AHEAD);
  }

  /** The names of the classes, by number, as the labels of an export take them. */
  public List<String> classNames() {
    return directory.classNames();
  }

  @Override
  public long size() {
    return directory.size();
  }

  @Override
  public Example get(long index) {
    ImageFile file = file(index);
    ByteNdArray image = Images.read(file.path(), channels);
    if (!image.shape().equals(Shape.of(height, width, channels))) {
      image = Images.resize(image, height, width);
    }
    return Example.of(image, NdArrays.scalarOf(file.label()));
  }

  /** By its folder; no image is decoded. */
  @Override
  public int label(long index) {
    return file(index).label();
  }

  private ImageFile file(long index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(
          "index: %d (expected: 0..%d)".formatted(index, size() - 1));
    }
    return directory.files().get((int) index);
  }

  @Override
  public Pass pass(long number) {
    return ahead == 0 ? IndexedDataset.super.pass(number) : prefetch(ahead).pass(number);
  }

  @Override
  public IndexedDataset select(int[] order) {
    return ahead == 0 ? IndexedDataset.super.select(order) : prefetch(ahead).select(order);
  }

  @Override
  public IndexedDataset prefetch(int examples, int threads) {
    return ahead == 0
        ? IndexedDataset.super.prefetch(examples, threads)
        : withAhead(0).prefetch(examples, threads);
  }
}
