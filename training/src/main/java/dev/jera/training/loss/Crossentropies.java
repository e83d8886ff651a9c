package dev.jera.training.loss;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/** What the cross-entropies share. */
final class Crossentropies {
  /** Keras' epsilon: probabilities are kept this far from 0 and 1. */
  static final float EPSILON = 1e-7f;

  private Crossentropies() {}

  static void checkPredictions(Shape predictions) {
    int rank = predictions.numDimensions();
    checkArgument(
        rank >= 2 && predictions.get(rank - 1) > 0,
        "predictions %s (expected: [batch, ..., classes])",
        Shapes.format(predictions));
  }

  /**
   * The logits behind the predictions, where the graph still has them: also for probabilities that
   * come straight from an activation, as Keras does, because nothing is lost to rounding then.
   *
   * @param activation the type of the op that makes probabilities of logits
   */
  static Optional<Operand<TFloat32>> logits(
      Operand<TFloat32> predictions, Predictions kind, String activation) {
    if (kind == Predictions.LOGITS) {
      return Optional.of(predictions);
    }
    if (predictions.op().type().equals(activation)) {
      GraphOperation operation = (GraphOperation) predictions.op();
      return Optional.of(operation.input(0).expect(TFloat32.class));
    }
    return Optional.empty();
  }

  static Operand<TFloat32> clip(Ops tf, Operand<TFloat32> probabilities) {
    return tf.clipByValue(probabilities, tf.constant(EPSILON), tf.constant(1 - EPSILON));
  }

  /** Probabilities of classes that add up to 1, clipped. */
  static Operand<TFloat32> normalize(Ops tf, Operand<TFloat32> probabilities) {
    Operand<TFloat32> sums = tf.reduceSum(probabilities, tf.constant(-1), ReduceSum.keepDims(true));
    return clip(tf, tf.math.div(probabilities, sums));
  }

  /**
   * Draws labels towards a uniform distribution over {@code classes}.
   *
   * @param smoothing how far, 0 to 1
   */
  static Operand<TFloat32> smooth(
      Ops tf, Operand<TFloat32> labels, double smoothing, long classes) {
    if (smoothing == 0) {
      return labels;
    }
    Operand<TFloat32> kept = tf.math.mul(labels, tf.constant((float) (1 - smoothing)));
    return tf.math.add(kept, tf.constant((float) (smoothing / classes)));
  }

  /** [batch, ..., classes] as [n, classes], which is what TensorFlow's losses take. */
  static Operand<TFloat32> rows(Ops tf, Operand<TFloat32> values) {
    Shape shape = values.shape();
    return shape.numDimensions() == 2 ? values : tf.reshape(values, tf.array(-1L, shape.get(-1)));
  }
}
