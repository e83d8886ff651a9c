package dev.jera.training.loss;

import dev.jera.runtime.Dtype;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/** A loss whose labels are numbers, one beside each value of the predictions. */
public interface PairedLoss extends Loss {
  @Override
  default Dtype labelDtype() {
    return Dtype.FLOAT32;
  }

  @Override
  default Shape labelShape(Shape predictions) {
    return predictions;
  }

  /** Checks the shape, and that the labels are finite. */
  @Override
  default void checkLabels(NdArray<?> labels, Shape predictions) {
    LabelRange.FINITE.check(labels, predictions);
  }
}
