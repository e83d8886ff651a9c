package dev.jera.model.rewriting;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The first places along each axis between the batch and the channels.
 *
 * @param sizes how many, along each axis
 */
record Leading(List<Integer> sizes) implements UnaryLayer {

  Leading {
    sizes = List.copyOf(sizes);
  }

  /** As many places as a shape has. */
  static Leading of(Shape shape) {
    int[] sizes = Ints.toArray(Longs.asList(shape.asArray()));
    return new Leading(Ints.asList(sizes).subList(1, sizes.length - 1));
  }

  @Override
  public Shape outputShape(Shape input) {
    long[] output = input.asArray();
    for (int axis = 0; axis < sizes.size(); axis++) {
      output[axis + 1] = sizes.get(axis);
    }
    return Shape.of(output);
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    List<Integer> size = ImmutableList.<Integer>builder().add(-1).addAll(sizes).add(-1).build();
    int[] begin = Ints.toArray(Collections.nCopies(size.size(), 0));
    return scope.tf().slice(x, scope.tf().constant(begin), scope.tf().constant(Ints.toArray(size)));
  }
}
