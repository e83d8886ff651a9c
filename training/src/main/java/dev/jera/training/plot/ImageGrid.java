package dev.jera.training.plot;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.datasets.ArrayDataset;
import dev.jera.runtime.Shapes;
import dev.jera.training.metric.ClassNumbers;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Images in rows and columns, with captions: the first that fit, small ones enlarged.
 *
 * <p>An image is [height, width, channels], grey with 1 channel and RGB with 3: uint8 0..255, or
 * float32 or float64 0..1.
 *
 * @param images all of one shape, at least one
 * @param captions what stands below each image, or none
 * @param rows most images below each other
 * @param columns most images beside each other
 * @param title stands above; may be empty
 */
@RecordBuilder
public record ImageGrid(
    List<NdArray<?>> images, List<Caption> captions, int rows, int columns, String title)
    implements Plot, ImageGridBuilder.With {
  private static final int WANTED_SIDE = 84;
  private static final int LONGEST_SIDE = 224;
  private static final int DEFAULT_ROWS = 5;
  private static final int DEFAULT_COLUMNS = 5;

  /**
   * Checks shapes and counts, and the values of those images that are shown.
   *
   * @throws IllegalArgumentException if there are no images, they are not of one shape or not
   *     [height, width, 1 or 3], captions are not as many as images, rows or columns are not
   *     1..1000, or a value that is shown is NaN or outside its range
   */
  public ImageGrid {
    images = List.copyOf(images);
    captions = List.copyOf(captions);
    Tiles.checkCount("rows", rows);
    Tiles.checkCount("columns", columns);
    checkArgument(!images.isEmpty(), "images: none (expected: at least 1)");
    images.forEach(image -> checkImage(image.shape()));
    Shape shape = images.get(0).shape();
    for (NdArray<?> image : images) {
      checkArgument(
          image.shape().equals(shape),
          "images: %s and %s (expected: one shape)",
          Shapes.format(shape),
          Shapes.format(image.shape()));
    }
    checkArgument(
        captions.isEmpty() || captions.size() == images.size(),
        "captions: %s (expected: %s, as many as images, or none)",
        captions.size(),
        images.size());
    shown(images, rows, columns);
  }

  private static void checkImage(Shape shape) {
    checkArgument(
        shape.numDimensions() == 3 && shape.size() > 0 && (shape.get(2) == 1 || shape.get(2) == 3),
        "images: each %s (expected: [height, width, channels], 1 or 3 channels)",
        Shapes.format(shape));
  }

  /**
   * Images without captions, 5 rows of 5.
   *
   * @param images [n, height, width, channels]
   */
  public static ImageGrid of(NdArray<?> images) {
    checkArgument(
        images.rank() == 4,
        "images: %s (expected: [n, height, width, channels])",
        Shapes.format(images.shape()));
    int n = Math.toIntExact(images.shape().get(0));
    return of(images, IntStream.range(0, n).toArray(), List.of());
  }

  /**
   * Images with the names of their classes, 5 rows of 5.
   *
   * @param data images [n, height, width, channels] with class numbers [n] or one-hot rows
   * @param classNames the names by class number
   */
  public static ImageGrid of(ArrayDataset data, List<String> classNames) {
    int[] labels = ClassNumbers.of("labels", data.labels(), classNames.size());
    return of(data.features())
        .withCaptions(
            IntStream.of(labels).mapToObj(label -> Caption.of(classNames.get(label))).toList());
  }

  /**
   * Images with the class that was predicted above the true one, green where it is right and red
   * where it is wrong, 5 rows of 5.
   *
   * @param data images [n, height, width, channels] with class numbers [n] or one-hot rows
   * @param predictions class numbers [n], or probabilities or logits [n, classes]
   * @param classNames the names by class number
   */
  public static ImageGrid ofPredictions(
      ArrayDataset data, NdArray<?> predictions, List<String> classNames) {
    int[] labels = ClassNumbers.of("labels", data.labels(), classNames.size());
    int[] predicted = ClassNumbers.of("predictions", predictions, classNames.size());
    checkArgument(
        predicted.length == labels.length,
        "predictions: %s (expected: %s, as many as images)",
        predicted.length,
        labels.length);
    return of(data.features())
        .withCaptions(
            IntStream.range(0, labels.length)
                .mapToObj(
                    i ->
                        Caption.ofPrediction(
                            classNames.get(predicted[i]),
                            classNames.get(labels[i]),
                            predicted[i] == labels[i]))
                .toList());
  }

  /**
   * Images that were taken for another class, the most confident mistakes first, with that class,
   * its probability and the true class, 5 rows of 5.
   *
   * @param data images [n, height, width, channels] with class numbers [n] or one-hot rows
   * @param probabilities [n, classes], each 0..1
   * @param classNames the names by class number
   * @throws IllegalArgumentException if there is no mistake: see {@link Mistake#mostConfidentFirst}
   */
  public static ImageGrid ofMistakes(
      ArrayDataset data, FloatNdArray probabilities, List<String> classNames) {
    List<Mistake> mistakes = Mistake.mostConfidentFirst(data.labels(), probabilities);
    checkArgument(
        probabilities.shape().get(1) == classNames.size(),
        "classNames: %s (expected: %s, as many as classes)",
        classNames.size(),
        probabilities.shape().get(1));
    checkArgument(
        !mistakes.isEmpty(), "probabilities: no mistake in %s (expected: 1 to show)", data.size());
    return of(
        data.features(),
        mistakes.stream().mapToInt(Mistake::index).toArray(),
        mistakes.stream().map(mistake -> caption(mistake, classNames)).toList());
  }

  private static Caption caption(Mistake mistake, List<String> classNames) {
    // Rounded down: 100% is only what is certain.
    String predicted =
        "%s (%d%%)"
            .formatted(
                classNames.get(mistake.predictedClass()), (int) (100 * mistake.confidence()));
    return Caption.ofPrediction(predicted, classNames.get(mistake.trueClass()), false);
  }

  private static ImageGrid of(NdArray<?> images, int[] indices, List<Caption> captions) {
    List<NdArray<?>> list = IntStream.of(indices).<NdArray<?>>mapToObj(images::get).toList();
    return new ImageGrid(list, captions, DEFAULT_ROWS, DEFAULT_COLUMNS, "");
  }

  @Override
  public Dimension size() {
    return tiles().size();
  }

  @Override
  public void draw(Graphics2D graphics) {
    tiles().draw(graphics);
  }

  private Tiles tiles() {
    List<Pixels> shown = shown(images, rows, columns);
    int longSide =
        Tiles.longSide(
            Math.max(shown.get(0).height(), shown.get(0).width()), WANTED_SIDE, LONGEST_SIDE);
    List<Caption> below = captions.subList(0, Math.min(captions.size(), shown.size()));
    return new Tiles(title, shown, below, columns, longSide);
  }

  private static List<Pixels> shown(List<NdArray<?>> images, int rows, int columns) {
    return IntStream.range(0, Math.min(images.size(), rows * columns))
        .mapToObj(i -> Pixels.ofImage("images: image " + i, images.get(i)))
        .toList();
  }
}
