package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.jera.datasets.Dataset;
import dev.jera.training.callback.Callback;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long and on what a model is fitted.
 *
 * @param epochs how many epochs the run has; one that is resumed counts those before; {@link
 *     Integer#MAX_VALUE} where something else ends it
 * @param batchSize how many examples a step sees; the last step of a pass sees what is left
 * @param stepsPerEpoch how many steps an epoch has, over the ends of passes; empty for one pass
 * @param order in which order examples come
 * @param validation data to evaluate on after every epoch
 * @param validationSplit the share of examples, taken from the end before any shuffling, that is
 *     evaluated on instead of trained on; 0 for none
 * @param classWeights how much examples count beside their own weight, by class number; 1 for
 *     classes that are not named
 * @param checkpoints where the state of the run is saved; one that is there already sets the
 *     trainer back to it, before anything is trained
 * @param callbacks who watches, in the order in which they are called
 */
@RecordBuilder
public record Fit(
    int epochs,
    int batchSize,
    Optional<Integer> stepsPerEpoch,
    Order order,
    Optional<Dataset> validation,
    double validationSplit,
    Map<Integer, Double> classWeights,
    Optional<Checkpoints> checkpoints,
    List<Callback> callbacks)
    implements FitBuilder.With {

  /** The order in which a pass sees the examples. */
  public enum Order {
    /**
     * A new order every pass, as {@code shuffle} with the trainer's seed gives it, of data that is
     * an {@link dev.jera.datasets.IndexedDataset}; other data has a {@code shuffle} of its own.
     */
    SHUFFLED,
    /** As the data gives them. */
    GIVEN
  }

  /** Checks the ranges. */
  public Fit {
    checkArgument(epochs > 0, "epochs: %s (expected: >= 1)", epochs);
    checkArgument(batchSize > 0, "batchSize: %s (expected: >= 1)", batchSize);
    stepsPerEpoch.ifPresent(
        steps -> checkArgument(steps > 0, "stepsPerEpoch: %s (expected: >= 1)", steps));
    checkArgument(
        validationSplit >= 0 && validationSplit < 1,
        "validationSplit: %s (expected: >= 0 and < 1)",
        validationSplit);
    checkArgument(
        validation.isEmpty() || validationSplit == 0,
        "validationSplit: %s with validation data (expected: one of them)",
        validationSplit);
    classWeights = ImmutableMap.copyOf(classWeights);
    callbacks = List.copyOf(callbacks);
  }

  /** Keras' defaults: batches of 32, shuffled, no validation. */
  public static Fit epochs(int epochs) {
    return new Fit(
        epochs,
        32,
        Optional.empty(),
        Order.SHUFFLED,
        Optional.empty(),
        0,
        ImmutableMap.of(),
        Optional.empty(),
        List.of());
  }

  /** An epoch has this many steps. */
  public Fit withStepsPerEpoch(int steps) {
    return withStepsPerEpoch(Optional.of(steps));
  }

  /** Evaluates on this data after every epoch. */
  public Fit withValidation(Dataset data) {
    return withValidation(Optional.of(data));
  }

  /**
   * Saves the state of the run. Where the directory has a checkpoint already the run goes on from
   * it, so that the trainer is set back to it first: see {@link Checkpoints}.
   */
  public Fit withCheckpoints(Checkpoints checkpoints) {
    return withCheckpoints(Optional.of(checkpoints));
  }

  /** Is watched by these callbacks, in this order. */
  public Fit withCallbacks(Callback... callbacks) {
    return withCallbacks(List.of(callbacks));
  }
}
