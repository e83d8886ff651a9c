package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * What a loss is multiplied by before its gradients are taken, so that small ones do not become 0
 * in float16; they are divided by it before anything sees them (Micikevicius et al., 2018).
 *
 * <p>Gradients that are not all finite halve the scale, to 1 at the least, and their step changes
 * nothing else: no weight, no slot, no moving average, nor the number of updates that an optimizer
 * or a schedule counts. After {@code growthSteps} finite steps in a row the scale doubles, where it
 * stays finite.
 *
 * <p>A loss that is not finite ends a run as in float32: what overflows on the way to the loss does
 * so at any scale.
 *
 * @param initial the scale at first, at least 1
 * @param growthSteps finite steps until it doubles, at least 1; 0 for {@link #none}
 * @see <a href="https://keras.io/api/optimizers/loss_scale_optimizer/">Keras LossScaleOptimizer</a>
 * @see <a href="https://arxiv.org/abs/1710.03740">Mixed Precision Training</a>
 */
@RecordBuilder
public record LossScale(double initial, long growthSteps) implements LossScaleBuilder.With {

  /** Checks the ranges. */
  public LossScale {
    checkArgument(
        initial >= 1 && initial <= Float.MAX_VALUE,
        "initial: %s (expected: >= 1 and finite)",
        initial);
    checkArgument(growthSteps >= 0, "growthSteps: %s (expected: >= 0)", growthSteps);
    checkArgument(
        growthSteps > 0 || initial == 1,
        "initial: %s without growthSteps (expected: 1, as nothing is scaled)",
        initial);
  }

  /** Keras' defaults: 2^15 at first, doubled after 2000 finite steps. */
  public static LossScale dynamic() {
    return new LossScale(1 << 15, 2000);
  }

  /** The loss stays as it is, and every step changes the weights. */
  public static LossScale none() {
    return new LossScale(1, 0);
  }
}
