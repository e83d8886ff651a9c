package dev.jera.training.plot;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;

/**
 * What the filters of a first convolution look for: each filter a picture, black where its weight
 * is least and white where it is greatest, or of these ranges in RGB; one whose weights are all the
 * same is grey.
 *
 * @param kernel weights [height, width, channels, filters], 1 or 3 channels, such as {@code
 *     trainer.weights().get("conv2d/kernel")}
 * @param columns most filters beside each other
 * @param title stands above; may be empty
 */
@RecordBuilder
public record FilterGrid(NdArray<?> kernel, int columns, String title)
    implements Plot, FilterGridBuilder.With {
  private static final int SIDE = 56;
  private static final int DEFAULT_COLUMNS = 8;

  /**
   * Checks the kernel.
   *
   * @throws IllegalArgumentException if its shape is another, a weight is not finite, or columns
   *     are not 1..1000
   */
  public FilterGrid {
    Tiles.checkCount("columns", columns);
    Shape shape = kernel.shape();
    checkArgument(
        shape.numDimensions() == 4 && shape.size() > 0 && (shape.get(2) == 1 || shape.get(2) == 3),
        "kernel: %s (expected: [height, width, 1 or 3, filters], that of a first layer)",
        Shapes.format(shape));
    filters(kernel);
  }

  /** The filters of a kernel [height, width, 1 or 3, filters], 8 beside each other. */
  public static FilterGrid of(NdArray<?> kernel) {
    return new FilterGrid(kernel, DEFAULT_COLUMNS, "");
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
    int values = (int) Math.max(kernel.shape().get(0), kernel.shape().get(1));
    int longSide = Tiles.longSide(values, SIDE, Math.max(SIDE, values));
    return new Tiles(title, filters(kernel), List.of(), columns, longSide);
  }

  private static List<Pixels> filters(NdArray<?> kernel) {
    return IntStream.range(0, Math.toIntExact(kernel.shape().get(3)))
        .mapToObj(i -> Pixels.ofKernel("kernel: filter " + i, filter(kernel, i)))
        .toList();
  }

  private static NdArray<?> filter(NdArray<?> kernel, int i) {
    return kernel.slice(Indices.all(), Indices.all(), Indices.all(), Indices.at(i));
  }
}
