package dev.jera.model.initializer;

import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** All values the same. */
record Constant(double value) implements Initializer {
  Constant {
    Numbers.checkFinite("value", value);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
    return tf.fill(tf.constant(shape.asArray()), tf.constant((float) value));
  }
}
