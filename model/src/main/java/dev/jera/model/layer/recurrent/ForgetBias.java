package dev.jera.model.layer.recurrent;

import dev.jera.model.initializer.Initializer;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * An LSTM's bias that begins with remembering: 1 for the forget gate.
 *
 * @param others how the biases of the other gates begin
 * @see <a href="https://proceedings.mlr.press/v37/jozefowicz15.html">Jozefowicz et al., 2015</a>
 */
record ForgetBias(Initializer others) implements Initializer {
  @Override
  public void checkShape(Shape shape) {
    long units = shape.get(0) / 4;
    others.checkShape(Shape.of(units));
    others.checkShape(Shape.of(2 * units));
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
    long units = shape.get(0) / 4;
    return tf.concat(
        List.of(
            others.build(tf, Shape.of(units), seed),
            Initializer.ones().build(tf, Shape.of(units), seed),
            others.build(tf, Shape.of(2 * units), seed + 1)),
        tf.constant(0));
  }
}
