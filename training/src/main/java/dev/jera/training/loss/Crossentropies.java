package dev.jera.training.loss;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What the cross-entropies share. */
final class Crossentropies {
  /** Keras' epsilon: probabilities are kept this far from 0 and 1. */
  private static final float EPSILON = 1e-7f;

  private Crossentropies() {}

  static void checkPredictions(Shape predictions) {
    checkArgument(
        predictions.numDimensions() == 2 && predictions.get(1) > 0,
        "predictions %s (expected: [batch, classes])",
        Shapes.format(predictions));
  }

  /**
   * The logits behind the predictions, where the graph still has them: also for probabilities that
   * come straight from a softmax, as Keras does, because nothing is lost to rounding then.
   */
  static Optional<Operand<TFloat32>> logits(Operand<TFloat32> predictions, Predictions kind) {
    if (kind == Predictions.LOGITS) {
      return Optional.of(predictions);
    }
    if (predictions.op().type().equals("Softmax")) {
      GraphOperation softmax = (GraphOperation) predictions.op();
      return Optional.of(softmax.input(0).expect(TFloat32.class));
    }
    return Optional.empty();
  }

  static Operand<TFloat32> clip(Ops tf, Operand<TFloat32> probabilities) {
    return tf.clipByValue(probabilities, tf.constant(EPSILON), tf.constant(1 - EPSILON));
  }
}
