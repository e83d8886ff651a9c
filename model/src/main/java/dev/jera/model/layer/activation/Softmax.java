package dev.jera.model.layer.activation;

import dev.jera.model.layer.Axis;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code exp(x) / sum(exp(x))} over an axis.
 *
 * <p>Input and output have the same shape, [batch, ...], of rank 8 at most.
 *
 * @param axis the axis, counted from 1 behind the batch, or backwards from -1, the last
 * @see <a href="https://keras.io/api/layers/activation_layers/softmax/">Keras Softmax</a>
 */
public record Softmax(int axis) implements Activation {

  /** Checks that the axis is not the batch. */
  public Softmax {
    Axis.check("axis", axis);
  }

  /** Over the last axis, Keras' default. */
  public static Softmax of() {
    return new Softmax(-1);
  }

  /** Over this axis. */
  public static Softmax of(int axis) {
    return new Softmax(axis);
  }

  @Override
  public Shape outputShape(Shape input) {
    Axis.of(input, axis);
    return Activation.super.outputShape(input);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    Axis along = Axis.of(x.shape(), axis);
    return along.isLast()
        ? Formulas.softmax(tf, x)
        : along.restore(tf, Formulas.softmax(tf, along.toLast(tf, x)));
  }
}
