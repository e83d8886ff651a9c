package dev.jera.model.initializer;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.layer.Numbers;
import dev.jera.runtime.Shapes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.Qr;
import org.tensorflow.types.TFloat32;

/** A random matrix [all axes but the last, the last] with orthogonal rows or columns. */
record Orthogonal(double gain) implements Initializer {
  Orthogonal {
    Numbers.checkFinite("gain", gain);
  }

  @Override
  public void checkShape(Shape shape) {
    checkArgument(
        shape.numDimensions() >= 2,
        "%s (expected: for orthogonal, rank >= 2, rows and columns)",
        Shapes.format(shape));
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
    checkShape(shape);
    long columns = shape.get(-1);
    long rows = shape.size() / columns;
    Shape tall = Shape.of(Math.max(rows, columns), Math.min(rows, columns));
    Qr<TFloat32> qr = tf.linalg.qr(Distribution.UNTRUNCATED_NORMAL.draw(tf, tall, seed));
    // Without the signs of R's diagonal some orthogonal matrices would be likelier than others.
    Operand<TFloat32> signs = tf.math.sign(tf.linalg.tensorDiagPart(qr.r()));
    Operand<TFloat32> q = tf.math.mul(qr.q(), signs);
    Operand<TFloat32> matrix = rows < columns ? tf.linalg.transpose(q, tf.array(1, 0)) : q;
    return tf.math.mul(tf.reshape(matrix, tf.constant(shape.asArray())), tf.constant((float) gain));
  }
}
