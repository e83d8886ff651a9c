package dev.jera.training.loss;

import dev.jera.datasets.Dataset;
import dev.jera.runtime.Dtype;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** What training makes small: a description, without native memory. */
public interface Loss {

  /** The dtype in which labels are fed to the graph. */
  Dtype labelDtype();

  /**
   * The shape of the labels that go with predictions of this shape, both with the batch first.
   *
   * @throws IllegalArgumentException if predictions of this shape cannot be judged
   */
  Shape labelShape(Shape predictions);

  /**
   * Checks the labels of data before they are trained or tested on.
   *
   * @param predictions the shape of the model's output, the batch first
   * @throws IllegalArgumentException if they are not of the {@link #labelShape}, or not values that
   *     this loss takes
   */
  void checkLabels(Dataset data, Shape predictions);

  /**
   * Adds the ops.
   *
   * @param labels of the {@link #labelShape} and {@link #labelDtype}
   * @param predictions what the model gives
   * @return the loss of each example, [batch]
   */
  Operand<TFloat32> build(Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions);
}
