package dev.jera.runtime.gradient;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
   * @param loss a scalar
   * @param of what to differentiate by
   * @return d loss / d of, one for each, with its shape
   * @throws GradientException if an op between them has no gradient, or one known to be wrong; the
   *     message names both the op and its node, which begins with the layer's name
   * @throws IllegalArgumentException if the loss does not depend on one of them
   */
  public static List<Operand<TFloat32>> add(
      Operand<? extends TNumber> loss, List<? extends Operand<TFloat32>> of) {
    Graph graph = (Graph) loss.env();
    GradientDispatcher.register();
    checkPath(graph, loss, of);
    Output<?>[] results =
        graph.addGradients(
            loss.asOutput(), of.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (Output<?> result : results) {
      gradients.add(result.expect(TFloat32.class));
    }
    return gradients;
  }

  private static void checkPath(
      Graph graph, Operand<?> loss, List<? extends Operand<TFloat32>> of) {
    Set<GraphOperation> before = new HashSet<>(graph.subgraphTo(Set.of(loss)));
    before.add((GraphOperation) loss.op());
    for (Operand<?> start : of) {
      checkArgument(
          before.contains(start.op()),
          "Loss '%s' does not depend on '%s' (expected: every trainable weight takes part)",
          loss.op().name(),
          start.op().name());
    }
    Set<GraphOperation> after = graph.subgraphFrom(new HashSet<>(of));
    for (GraphOperation operation : Sets.intersection(before, after)) {
      GradientDispatcher.check(operation);
    }
  }
}
