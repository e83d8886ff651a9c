package dev.jera.training.loss;

/**
 * How the losses of a batch become one number; w is the weight of a loss' example, and losses that
 * a mask leaves out are neither added nor counted.
 *
 * @see <a href="https://keras.io/api/losses/#the-reduction-argument">Keras, the reduction
 *     argument</a>
 */
public enum Reduction {
  /** {@code sum(w * loss) / count}: Keras' {@code sum_over_batch_size}. */
  MEAN,
  /** {@code sum(w * loss) / sum(w)}: Keras' {@code mean_with_sample_weight}. */
  WEIGHTED_MEAN,
  /** {@code sum(w * loss)}. */
  SUM
}
