package dev.jera.model;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt64;

/**
 * Where a model that is being trained takes its random numbers from. They depend on nothing else,
 * so that a run that is resumed at a step draws what the uninterrupted one would have drawn.
 *
 * @param seed the run's seed
 * @param step the number of the training step, a scalar
 * @param part the part of the batch that is built for, which gets the numbers that are its own
 *     among those of the whole batch; empty for all of it
 */
public record Randomness(long seed, Operand<TInt64> step, Optional<BatchPart> part) {

  /** For a whole batch. */
  public Randomness(long seed, Operand<TInt64> step) {
    this(seed, step, Optional.empty());
  }

  /** The same numbers, for a part of the batch. */
  public Randomness of(BatchPart part) {
    return new Randomness(seed, step, Optional.of(part));
  }
}
