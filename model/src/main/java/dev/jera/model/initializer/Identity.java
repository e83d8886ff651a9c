package dev.jera.model.initializer;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.layer.Numbers;
import dev.jera.runtime.Shapes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The identity matrix times a number; 0 in the rows or columns that a square would not have. */
record Identity(double gain) implements Initializer {
  Identity {
    Numbers.checkFinite("gain", gain);
  }

  @Override
  public void checkShape(Shape shape) {
    checkArgument(
        shape.numDimensions() == 2,
        "%s (expected: for identity, rank 2, rows and columns)",
        Shapes.format(shape));
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
    checkShape(shape);
    Operand<TInt32> rows =
        tf.range(tf.constant(0), tf.constant(Math.toIntExact(shape.get(0))), tf.constant(1));
    return tf.oneHot(
        rows,
        tf.constant(Math.toIntExact(shape.get(1))),
        tf.constant((float) gain),
        tf.constant(0f));
  }
}
