package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A step of training in two halves: the gradients of a batch are given out, and gradients that
 * somebody else computed are applied.
 */
final class SplitStep {
  private final Sessions sessions;
  private final Feeds feeds;
  private final WeightUpdates updates;
  private final Op forward;

  /**
   * @param forward what a step does to other than the trained weights
   */
  SplitStep(Sessions sessions, Feeds feeds, WeightUpdates updates, Op forward) {
    this.sessions = sessions;
    this.feeds = feeds;
    this.updates = updates;
    this.forward = forward;
  }

  /** Runs the model forward and backward, but changes no trained weight. */
  Map<String, NdArray<?>> gradients(Batch batch) {
    Session.Runner runner = feeds.feed(sessions.current(), batch).addTarget(forward);
    updates.gradients().forEach(runner::fetch);
    ImmutableMap.Builder<String, NdArray<?>> gradients = ImmutableMap.builder();
    try (Result result = runner.run()) {
      for (int i = 0; i < updates.trainable().size(); i++) {
        gradients.put(updates.trainable().get(i).name(), Tensors.copyOf(result.get(i)));
      }
    }
    return gradients.buildOrThrow();
  }

  /**
   * Feeds gradients, one for each trainable weight; checks them first.
   *
   * @param target the op that does with them what a step does
   */
  void apply(Map<String, NdArray<?>> gradients, Op target) {
    Set<String> names =
        updates.trainable().stream().map(Variable::name).collect(Collectors.toSet());
    checkArgument(
        gradients.keySet().equals(names),
        "gradients: of %s (expected: of the trainable weights, %s)",
        gradients.keySet(),
        names);
    List<Tensor> tensors = new ArrayList<>();
    try {
      Session.Runner runner = sessions.current().runner().addTarget(target);
      for (int i = 0; i < updates.trainable().size(); i++) {
        Variable<TFloat32> weight = updates.trainable().get(i);
        NdArray<?> gradient = requireNonNull(gradients.get(weight.name()));
        check(weight, gradient);
        TType tensor = Tensors.of(gradient);
        tensors.add(tensor);
        runner.feed(updates.gradients().get(i), tensor);
      }
      runner.run().close();
    } finally {
      tensors.forEach(Tensor::close);
    }
  }

  private static void check(Variable<TFloat32> weight, NdArray<?> gradient) {
    checkArgument(
        gradient instanceof FloatNdArray && gradient.shape().equals(weight.shape()),
        "gradient of '%s': %s (expected: float32 %s)",
        weight.name(),
        Shapes.format(gradient.shape()),
        Shapes.format(weight.shape()));
    ((FloatNdArray) gradient)
        .scalars()
        .forEach(
            value ->
                checkArgument(
                    Float.isFinite(value.getFloat()),
                    "gradient of '%s': has %s (expected: finite values)",
                    weight.name(),
                    value.getFloat()));
  }
}
