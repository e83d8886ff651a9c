package dev.jera.training;

import dev.jera.model.Model;
import dev.jera.model.layer.Sliding;
import dev.jera.model.layer.core.Dense;
import java.util.OptionalLong;

/**
 * About how much a step of training computes.
 *
 * @param perExample multiplications that dense layers do on the way forward, an example; empty
 *     where other layers have work to speak of, or there are very many
 * @param weights the number of the weights
 */
record StepWork(OptionalLong perExample, long weights) {
  /** Forward once; backward once for the weights, and once for the inputs. */
  private static final long WAYS = 3;

  /** What an optimizer does to a weight takes as long as so many multiplications. */
  private static final long FOR_AN_UPDATE = 30;

  /**
   * So many take a core 0.3 milliseconds, which is about what several threads lose to waking each
   * other in a step.
   */
  private static final long SMALL = 25_000_000;

  /** An op may begin another one within itself where all run on one thread, which has one stack. */
  private static final int MOST_CALLS = 100;

  /** That of a model. */
  static StepWork of(Model model) {
    return new StepWork(
        perExample(model),
        model.weights().stream().mapToLong(weight -> weight.shape().size()).sum());
  }

  /** Whether a step with so many examples is no work for several threads. */
  boolean isSmall(int batchSize) {
    return perExample.isPresent()
        && (double) perExample.getAsLong() * batchSize * WAYS + (double) weights * FOR_AN_UPDATE
            <= SMALL;
  }

  private static OptionalLong perExample(Model model) {
    if (model.calls().size() > MOST_CALLS) {
      return OptionalLong.empty();
    }
    long sum = 0;
    for (Model.Call call : model.calls()) {
      Model.Node node = model.nodes().get(call.node());
      OptionalLong of = node.layer() instanceof Model inner ? perExample(inner) : perExample(node);
      if (of.isEmpty()) {
        return of;
      }
      sum += of.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  private static OptionalLong perExample(Model.Node node) {
    if (node.layer() instanceof Dense) {
      long outputs = node.outputShapes().get(0).tail().size();
      return OptionalLong.of(outputs * node.inputShapes().get(0).get(-1));
    }
    boolean isScaling = node.weights().stream().allMatch(w -> w.shape().numDimensions() < 2);
    return isScaling && node.layer().isPartable() && !(node.layer() instanceof Sliding)
        ? OptionalLong.of(0)
        : OptionalLong.empty();
  }
}
