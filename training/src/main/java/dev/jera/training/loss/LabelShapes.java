package dev.jera.training.loss;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.datasets.Dataset;
import dev.jera.runtime.Shapes;
import org.tensorflow.ndarray.Shape;

/** Labels that have the shape of the predictions. */
final class LabelShapes {
  private LabelShapes() {}

  static void checkEqual(Dataset data, Shape predictions, String hint) {
    Shape expected = predictions.takeLast(predictions.numDimensions() - 1);
    checkArgument(
        data.labelShape().equals(expected),
        "labels %s each (expected: %s, the shape of a prediction%s)",
        Shapes.format(data.labelShape()),
        Shapes.format(expected),
        hint);
  }
}
