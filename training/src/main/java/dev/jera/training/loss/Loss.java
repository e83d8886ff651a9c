package dev.jera.training.loss;

import dev.jera.runtime.Dtype;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
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
   * Checks labels before they are trained or tested on.
   *
   * @param labels [n, ...], all of a data set or those of a batch
   * @param predictions the shape of the model's output, the batch first
   * @throws IllegalArgumentException if they are not of the {@link #labelShape}, or not values that
   *     this loss takes
   */
  void checkLabels(NdArray<?> labels, Shape predictions);

  /**
   * Adds the ops.
   *
   * @param labels of the {@link #labelShape} and {@link #labelDtype}
   * @param predictions what the model gives
   * @return the losses, [batch] or [batch, ...]; how they become one number is the {@link
   *     Reduction}'s
   */
  Operand<TFloat32> build(Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions);

  /**
   * Which of the losses count, where not all do.
   *
   * @param labels as {@link #build} is given them
   * @return 1 for those that count and 0 for the others, of the shape of the losses; empty if all
   *     do
   */
  default Optional<Operand<TFloat32>> mask(Ops tf, Operand<? extends TNumber> labels) {
    return Optional.empty();
  }
}
