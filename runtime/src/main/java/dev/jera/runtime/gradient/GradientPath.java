package dev.jera.runtime.gradient;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/** The ops between a loss and what it is differentiated by. */
final class GradientPath {
  private static final ImmutableSet<DataType> FLOATING =
      Sets.immutableEnumSet(
          DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_HALF, DataType.DT_BFLOAT16);

  /** Here TensorFlow stops without a word, as it is asked to. */
  private static final ImmutableSet<String> STOPS =
      ImmutableSet.of("StopGradient", "ZerosLike", "OneHot", "Floor");

  private final Operand<?> loss;
  private final Set<GraphOperation> starts;

  /** Ops from which the loss is reached, each with the outputs through which it is. */
  private final Map<GraphOperation, Set<Integer>> before;

  GradientPath(Operand<?> loss, List<? extends Operand<TFloat32>> of) {
    this.loss = loss;
    this.starts = of.stream().map(start -> (GraphOperation) start.op()).collect(Collectors.toSet());
    this.before = differentiableBefore(loss.asOutput());
  }

  /** Throws where the loss does not depend on a start, or TensorFlow has no right gradient. */
  void check() {
    for (GraphOperation start : starts) {
      checkReadOnce(start);
      checkArgument(
          before.containsKey(start),
          "Loss '%s' does not depend on '%s', or only through ops that stop gradients (expected: every trainable weight takes part)",
          loss.op().name(),
          start.name());
    }
    Set<GraphOperation> after = after();
    before.forEach(
        (operation, outputs) -> {
          if (after.contains(operation)) {
            RefusedGradients.check(
                operation, outputs, input -> starts.contains(input) || after.contains(input));
          }
        });
  }

  boolean reachesStarts() {
    return before.keySet().containsAll(starts);
  }

  /** What reads a variable past its value would be left out of the gradient without a word. */
  private void checkReadOnce(GraphOperation start) {
    if (!start.type().equals("ReadVariableOp")) {
      return;
    }
    for (GraphOperation reader : ((GraphOperation) start.input(0).op()).consumers()) {
      if (before.containsKey(reader) && !starts.contains(reader)) {
        throw GradientException.at(
            reader,
            "%s reads a trainable variable a second time, past '%s', by which its gradient is taken (use: the variable's value, with GatherV2 for rows of it)"
                .formatted(reader.type(), start.name()),
            null);
      }
    }
  }

  /** Through floating tensors alone: no other has slopes. */
  private static Map<GraphOperation, Set<Integer>> differentiableBefore(Output<?> loss) {
    Map<GraphOperation, Set<Integer>> seen = new HashMap<>();
    Deque<Output<?>> open = new ArrayDeque<>(List.of(loss));
    while (!open.isEmpty()) {
      Output<?> output = open.remove();
      GraphOperation operation = (GraphOperation) output.op();
      boolean isNew = !seen.containsKey(operation);
      seen.computeIfAbsent(operation, any -> new TreeSet<>()).add(output.index());
      if (isNew && !STOPS.contains(operation.type())) {
        for (Operand<?> input : operation.inputs()) {
          if (FLOATING.contains(input.asOutput().dataType())) {
            open.add(input.asOutput());
          }
        }
      }
    }
    return seen;
  }

  /** All that takes a start's data in, whatever its type, as TensorFlow follows it. */
  private Set<GraphOperation> after() {
    Set<GraphOperation> seen = new HashSet<>();
    Deque<GraphOperation> open = new ArrayDeque<>(starts);
    while (!open.isEmpty()) {
      for (GraphOperation consumer : open.remove().consumers()) {
        if (seen.add(consumer)) {
          open.add(consumer);
        }
      }
    }
    return seen;
  }
}
