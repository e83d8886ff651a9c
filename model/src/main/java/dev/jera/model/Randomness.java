package dev.jera.model;

import org.tensorflow.Operand;
import org.tensorflow.types.TInt64;

/**
 * Where a model that is being trained takes its random numbers from. They depend on nothing else,
 * so that a run that is resumed at a step draws what the uninterrupted one would have drawn.
 *
 * @param seed the run's seed
 * @param step the number of the training step, a scalar
 */
public record Randomness(long seed, Operand<TInt64> step) {}
