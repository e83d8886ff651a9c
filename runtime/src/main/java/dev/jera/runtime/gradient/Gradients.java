package dev.jera.runtime.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Adds the ops that differentiate a loss.
 *
 * <p>TensorFlow's C++ library knows the gradients of a tenth of its ops, and of some it gives wrong
 * ones. What is missing is registered here, once a process; what is wrong is refused before
 * anything is trained with it.
 */
public final class Gradients {
  private Gradients() {}

  /**
   * Adds the gradients of a loss.
   *
   * <p>When this throws after TensorFlow has begun, the graph keeps ops that nothing uses; the loss
   * and all that was there before still run.
   *
   * @param loss a scalar
   * @param of what to differentiate by
   * @return d loss / d of, one for each, with its shape
   * @throws GradientException if an op between them has no gradient, or one known to be wrong; the
   *     message names the op, its node, which begins with the layer's name, and what to do
   * @throws IllegalArgumentException if the loss does not depend on one of them
   */
  public static List<Operand<TFloat32>> add(
      Operand<? extends TNumber> loss, List<? extends Operand<TFloat32>> of) {
    GradientDispatcher.register();
    new GradientPath(loss, of).check();
    Output<?>[] results =
        GradientDispatcher.addGradients(
            (Graph) loss.env(),
            loss.asOutput(),
            of.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      if (((GraphOperation) results[i].op()).getUnsafeNativeHandle() == null) {
        throw new GradientException(
            "TensorFlow gives no gradient of '%s' by '%s' (expected: an op with a gradient on every way between them, and nothing named twice)"
                .formatted(loss.op().name(), of.get(i).op().name()));
      }
      gradients.add(results[i].expect(TFloat32.class));
    }
    return gradients;
  }

  /** Whether a loss changes with a tensor, by slopes: not through comparisons or integers. */
  public static boolean dependsOn(Operand<? extends TNumber> loss, Operand<TFloat32> of) {
    return new GradientPath(loss, List.of(of)).reachesStarts();
  }
}
