package dev.jera.training.loss;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/** Labels that have the shape of the predictions. */
final class LabelShapes {
  private LabelShapes() {}

  static void checkEqual(NdArray<?> labels, Shape predictions, String hint) {
    Shape expected = predictions.takeLast(predictions.numDimensions() - 1);
    checkArgument(
        labels.shape().tail().equals(expected),
        "labels %s each (expected: %s, the shape of a prediction%s)",
        Shapes.format(labels.shape().tail()),
        Shapes.format(expected),
        hint);
  }
}
