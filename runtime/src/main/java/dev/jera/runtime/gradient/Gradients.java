package dev.jera.runtime.gradient;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;
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
  private static final ImmutableSet<DataType> FLOATING =
      Sets.immutableEnumSet(
          DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_HALF, DataType.DT_BFLOAT16);

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

  /** Whether a loss changes with a tensor, by slopes: not through comparisons or integers. */
  public static boolean dependsOn(Operand<? extends TNumber> loss, Operand<TFloat32> of) {
    return differentiableBefore(loss).contains((GraphOperation) of.op());
  }

  private static void checkPath(
      Graph graph, Operand<?> loss, List<? extends Operand<TFloat32>> of) {
    Set<GraphOperation> before = differentiableBefore(loss);
    for (Operand<?> start : of) {
      checkArgument(
          before.contains(start.op()),
          "Loss '%s' does not depend on '%s' (expected: every trainable weight takes part)",
          loss.op().name(),
          start.op().name());
    }
    Set<GraphOperation> after = graph.subgraphFrom(new HashSet<>(of));
    of.forEach(start -> after.remove(start.op()));
    for (GraphOperation operation : Sets.intersection(before, after)) {
      GradientDispatcher.check(operation);
    }
  }

  /** The ops from which the loss is reached through floating tensors alone: no other has slopes. */
  private static Set<GraphOperation> differentiableBefore(Operand<?> loss) {
    Set<GraphOperation> seen = new HashSet<>();
    Deque<GraphOperation> open = new ArrayDeque<>(List.of((GraphOperation) loss.op()));
    while (!open.isEmpty()) {
      GraphOperation operation = open.remove();
      if (seen.add(operation)) {
        for (Operand<?> input : operation.inputs()) {
          if (FLOATING.contains(input.asOutput().dataType())) {
            open.add((GraphOperation) input.op());
          }
        }
      }
    }
    return seen;
  }
}
