package dev.jera.model.layer.regularization;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Numbers;
import dev.jera.runtime.Shapes;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * While training, sets values to 0 at random and scales the others up, so that the expected sum
 * stays; otherwise it does nothing.
 *
 * <p>Input and output have the same shape.
 *
 * @param rate the share of values that is dropped, from 0 to 1, which drops all
 * @param noiseShape for each axis, the batch included, 1 where all its places are dropped together,
 *     or its size, or -1 for that; empty: each value is dropped on its own
 * @see <a href="https://keras.io/api/layers/regularization_layers/dropout/">Keras Dropout</a>
 */
@RecordBuilder
public record Dropout(double rate, List<Integer> noiseShape)
    implements UnaryLayer, DropoutBuilder.With {

  /** Checks the rate and the sizes. */
  public Dropout {
    Numbers.checkAtMostOne("rate", rate);
    noiseShape = ImmutableList.copyOf(noiseShape);
    checkArgument(
        noiseShape.stream().allMatch(size -> size >= 1 || size == -1) && noiseShape.size() <= 5,
        "noiseShape: %s (expected: at most 5 sizes, each >= 1, or -1 for the input's)",
        noiseShape);
  }

  /** Drops this share of the values, each on its own. */
  public static Dropout of(double rate) {
    return new Dropout(rate, List.of());
  }

  @Override
  public Shape outputShape(Shape input) {
    int rank = input.numDimensions();
    checkArgument(
        noiseShape.isEmpty()
            || (noiseShape.size() == rank
                && IntStream.range(0, rank).allMatch(i -> fits(input, i))),
        "input %s (expected: one that noiseShape %s fits, with 1, -1 or its size for each axis)",
        Shapes.format(input),
        noiseShape);
    return input;
  }

  private boolean fits(Shape input, int axis) {
    int size = noiseShape.get(axis);
    return size == -1 || size == 1 || size == input.get(axis);
  }

  /** Unless all examples lose the same values. */
  @Override
  public boolean isPerExample() {
    return noiseShape.isEmpty() || noiseShape.get(0) != Dropping.TOGETHER;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    int[] axes =
        noiseShape.stream()
            .mapToInt(size -> size == 1 ? Dropping.TOGETHER : Dropping.EACH)
            .toArray();
    return Dropping.drop(scope, x, rate, axes);
  }
}
