package dev.jera.model.rewriting;

import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.Maxima;
import dev.jera.model.Model;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.runtime.gradient.OwnGradients;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Max pooling by windows that touch and leave no rest, as maxima of two values at a time: of the
 * columns of a window first, then of its rows.
 *
 * <p>The values are MaxPool's, since no maximum rounds. So are the gradients: of equal values the
 * first in a row goes on, then the first of the rows, which is the first in row-major order, and it
 * gets all of the slope, as of MaxPool.
 *
 * @param poolSize the size of the window
 */
record MaximumOfParts(Size2D poolSize) implements Maxima {
  /** The work on a slope grows with the parts; windows of 3 by 3 are the largest usual ones. */
  private static final int MOST_PARTS = 9;

  /** Puts it in the place of poolings. */
  static Model replacePoolings(Model model) {
    Map<Integer, Layer> replaced = new HashMap<>();
    Set<Integer> others = new HashSet<>();
    ModelView view = new ModelView(model);
    for (int i = 0; i < view.calls(); i++) {
      if (view.layer(i) instanceof MaxPooling2D pooling
          && fits(pooling, view.shape(view.call(i).inputs().get(0)))) {
        replaced.put(view.call(i).node(), new MaximumOfParts(pooling.poolSize()));
      } else {
        others.add(view.call(i).node());
      }
    }
    replaced.keySet().removeAll(others);
    return new ModelEdit(model).replace(replaced).edited();
  }

  private static boolean fits(MaxPooling2D pooling, Shape input) {
    Size2D size = pooling.poolSize();
    return pooling.strides().equals(size)
        && pooling.padding() == Padding.VALID
        && size.height() * size.width() <= MOST_PARTS
        && input.get(1) % size.height() == 0
        && input.get(2) % size.width() == 0;
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(
        input.get(0),
        input.get(1) / poolSize.height(),
        input.get(2) / poolSize.width(),
        input.get(3));
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Shape output = outputShape(x.shape());
    long channels = output.get(3);
    Operand<TFloat32> ofColumns = maximumOfParts(tf, x, poolSize.width(), channels);
    Operand<TFloat32> ofRows =
        maximumOfParts(tf, ofColumns, poolSize.height(), output.get(2) * channels);
    return tf.reshape(ofRows, tf.array(-1, output.get(1), output.get(2), channels));
  }

  /** The maximum of so many parts, each so long, that lie one behind the other. */
  private static Operand<TFloat32> maximumOfParts(
      Ops tf, Operand<TFloat32> x, long parts, long length) {
    if (parts == 1) {
      return x;
    }
    Operand<TFloat32> beside = tf.reshape(x, tf.array(-1, parts, length));
    List<Output<TFloat32>> each = tf.split(tf.constant(1), beside, parts).output();
    return each.stream()
        .<Operand<TFloat32>>map(part -> part)
        .reduce((first, next) -> OwnGradients.maximum(tf, first, next))
        .orElseThrow();
  }
}
