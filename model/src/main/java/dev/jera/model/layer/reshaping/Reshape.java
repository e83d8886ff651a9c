package dev.jera.model.layer.reshaping;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.math.LongMath;
import com.google.common.primitives.Longs;
import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.runtime.Shapes;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Each example's values, in their order, in another shape.
 *
 * <p>Input [batch, ...], output [batch, target shape ...].
 *
 * @param targetShape the shape of an example, without the batch: sizes &gt;= 1, and -1 once at
 *     most, for the size that follows from the others
 * @see <a href="https://keras.io/api/layers/reshaping_layers/reshape/">Keras Reshape</a>
 */
public record Reshape(List<Long> targetShape) implements UnaryLayer {
  private static final long INFERRED = -1;

  /** What TensorFlow's Reshape can give, less the batch. */
  private static final int MAX_RANK = 252;

  /** Checks the sizes, and that TensorFlow can hold so many of them. */
  public Reshape {
    targetShape = List.copyOf(targetShape);
    checkArgument(
        targetShape.size() <= MAX_RANK,
        "targetShape: rank %s (expected: at most %s)",
        targetShape.size(),
        MAX_RANK);
    checkArgument(
        targetShape.stream().allMatch(size -> size >= 1 || size == INFERRED)
            && Collections.frequency(targetShape, INFERRED) <= 1,
        "targetShape: %s (expected: sizes >= 1, one of them may be -1)",
        targetShape);
  }

  /** Examples of this shape; one size may be -1. */
  public static Reshape of(long... targetShape) {
    return new Reshape(Longs.asList(targetShape));
  }

  @Override
  public Shape outputShape(Shape input) {
    long values = input.takeLast(input.numDimensions() - 1).size();
    long known =
        targetShape.stream()
            .filter(size -> size != INFERRED)
            .reduce(1L, LongMath::saturatedMultiply);
    boolean infers = targetShape.contains(INFERRED);
    checkArgument(
        infers ? values > 0 && values % known == 0 : values == known,
        "input %s (expected: %s%s values an example, for %s)",
        Shapes.format(input),
        infers ? "a multiple of " : "",
        known,
        targetShape);
    LongStream example =
        targetShape.stream().mapToLong(size -> size == INFERRED ? values / known : size);
    return input.take(1).append(Shape.of(example.toArray()));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    long[] shape = outputShape(x.shape()).asArray();
    shape[0] = -1;
    return scope.tf().reshape(x, scope.tf().constant(shape));
  }
}
