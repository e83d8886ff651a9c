package dev.jera.model.layer.recurrent;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What becomes of the two outputs of a {@link Bidirectional} layer. */
public enum MergeMode {
  /** One after the other along the last axis. */
  CONCAT,
  /** Added. */
  SUM,
  /** Multiplied. */
  MUL,
  /** Their mean. */
  AVE,
  /** They stay two outputs, the forward one first. */
  NONE;

  /** The shapes of what becomes of two outputs of this shape. */
  List<Shape> shapes(Shape y) {
    int last = y.numDimensions() - 1;
    return switch (this) {
      case CONCAT -> List.of(y.take(last).append(2 * y.get(last)));
      case SUM, MUL, AVE -> List.of(y);
      case NONE -> List.of(y, y);
    };
  }

  List<Operand<TFloat32>> merge(Ops tf, Operand<TFloat32> forward, Operand<TFloat32> backward) {
    return switch (this) {
      case CONCAT -> List.of(tf.concat(List.of(forward, backward), tf.constant(-1)));
      case SUM -> List.of(tf.math.add(forward, backward));
      case MUL -> List.of(tf.math.mul(forward, backward));
      case AVE -> List.of(tf.math.mul(tf.math.add(forward, backward), tf.constant(0.5f)));
      case NONE -> List.of(forward, backward);
    };
  }
}
