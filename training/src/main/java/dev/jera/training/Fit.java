package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.datasets.Dataset;
import dev.jera.training.callback.Callback;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Optional;

/**
 * How long and on what a model is fitted.
 *
 * @param epochs how many times all examples are seen
 * @param batchSize how many examples a step sees; the last step of an epoch sees what is left
 * @param order in which order examples come
 * @param validation data to evaluate on after every epoch
 * @param validationSplit the share of examples, taken from the end before any shuffling, that is
 *     evaluated on instead of trained on; 0 for none
 * @param callbacks who watches, in the order in which they are called
 */
@RecordBuilder
public record Fit(
    int epochs,
    int batchSize,
    Order order,
    Optional<Dataset> validation,
    double validationSplit,
    List<Callback> callbacks)
    implements FitBuilder.With {

  /** The order in which an epoch sees the examples. */
  public enum Order {
    /** A new order every epoch, by the trainer's seed. */
    SHUFFLED,
    /** As they lie in the data. */
    GIVEN
  }

  /** Checks the ranges. */
  public Fit {
    checkArgument(epochs > 0, "epochs: %s (expected: >= 1)", epochs);
    checkArgument(batchSize > 0, "batchSize: %s (expected: >= 1)", batchSize);
    checkArgument(
        validationSplit >= 0 && validationSplit < 1,
        "validationSplit: %s (expected: >= 0 and < 1)",
        validationSplit);
    checkArgument(
        validation.isEmpty() || validationSplit == 0,
        "validationSplit: %s with validation data (expected: one of them)",
        validationSplit);
    callbacks = List.copyOf(callbacks);
  }

  /** Keras' defaults: batches of 32, shuffled, no validation. */
  public static Fit epochs(int epochs) {
    return new Fit(epochs, 32, Order.SHUFFLED, Optional.empty(), 0, List.of());
  }

  /** Evaluates on this data after every epoch. */
  public Fit withValidation(Dataset data) {
    return withValidation(Optional.of(data));
  }

  /** Is watched by these callbacks, in this order. */
  public Fit withCallbacks(Callback... callbacks) {
    return withCallbacks(List.of(callbacks));
  }

  Dataset trainingPart(Dataset data) {
    return validationSplit == 0 ? data : data.take(splitAt(data));
  }

  Optional<Dataset> validationPart(Dataset data) {
    return validationSplit == 0 ? validation : Optional.of(data.skip(splitAt(data)));
  }

  private long splitAt(Dataset data) {
    return (long) Math.floor(data.size() * (1 - validationSplit));
  }
}
