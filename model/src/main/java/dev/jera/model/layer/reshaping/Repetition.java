package dev.jera.model.layer.reshaping;

import dev.jera.model.layer.Window;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What upsampling shares: each value several times along each axis between batch and channels. */
final class Repetition {
  private Repetition() {}

  static Shape outputShape(Shape input, List<Integer> times) {
    Window.checkInput(input, times.size());
    long[] output = input.asArray();
    for (int i = 0; i < times.size(); i++) {
      output[i + 1] = Math.multiplyExact(output[i + 1], times.get(i));
    }
    return Shape.of(output);
  }

  /**
   * Repeats axis by axis, the last one first: the gradient of one tile over several axes takes
   * three times as long.
   */
  static Operand<TFloat32> build(Ops tf, Operand<TFloat32> x, List<Integer> times) {
    long[] output = outputShape(x.shape(), times).asArray();
    output[0] = -1;
    long row = output[output.length - 1];
    Operand<TFloat32> y = x;
    for (int i = times.size() - 1; i >= 0; i--) {
      if (times.get(i) > 1) {
        Operand<TFloat32> rows = tf.reshape(y, tf.array(-1, 1, row));
        y = tf.tile(rows, tf.array(1, times.get(i), 1));
      }
      row *= output[i + 1];
    }
    return tf.reshape(y, tf.constant(output));
  }
}
