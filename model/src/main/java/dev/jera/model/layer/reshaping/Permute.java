package dev.jera.model.layer.reshaping;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Ints;
import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.runtime.Shapes;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The axes of each example in another order.
 *
 * <p>Input [batch, ...], output [batch, ...] with the axes permuted: [batch, a, b] becomes [batch,
 * b, a] by {@code Permute.of(2, 1)}.
 *
 * @param dims for each axis of the output, the axis of the input that it was; the first axis after
 *     the batch is 1
 * @see <a href="https://keras.io/api/layers/reshaping_layers/permute/">Keras Permute</a>
 */
public record Permute(List<Integer> dims) implements UnaryLayer {

  /** Checks that each axis comes once. */
  public Permute {
    dims = List.copyOf(dims);
    List<Integer> axes = IntStream.rangeClosed(1, dims.size()).boxed().toList();
    checkArgument(
        !dims.isEmpty() && dims.stream().sorted().toList().equals(axes),
        "dims: %s (expected: each of 1 to %s once)",
        dims,
        Math.max(1, dims.size()));
  }

  /** Permutes the axes, counted from 1. */
  public static Permute of(int... dims) {
    return new Permute(Ints.asList(dims));
  }

  @Override
  public Shape outputShape(Shape input) {
    checkArgument(
        input.numDimensions() == dims.size() + 1,
        "input %s (expected: rank %s, the batch and an axis for each of dims %s)",
        Shapes.format(input),
        dims.size() + 1,
        dims);
    return input.take(1).append(Shape.of(dims.stream().mapToLong(input::get).toArray()));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    int[] permutation = IntStream.concat(IntStream.of(0), dims.stream().mapToInt(i -> i)).toArray();
    return scope.tf().linalg.transpose(x, scope.tf().constant(permutation));
  }
}
