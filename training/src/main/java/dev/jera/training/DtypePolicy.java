package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.precision.MixedOps;
import dev.jera.model.rewriting.GraphPass;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.Dtype;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.op.Ops;

/**
 * In which floats a model computes while it is trained, evaluated and asked by its Trainer.
 *
 * <p>In mixed precision products of matrices and convolutions take floats of 16 bits, and what
 * follows them stays in 16 bits where TensorFlow can ({@link MixedOps}). Weights, gradients of
 * weights, the optimizer, the statistics of normalization, softmax and sigmoid, losses and metrics
 * are float32, and so is all of layers that are not Jera's. It is meant for GPUs.
 *
 * <p>As in Keras, evaluation and predictions of a Trainer are in the same precision. What is
 * exported is the plain model in float32, as are its golden samples.
 *
 * @param compute what is computed in: float32, float16 or bfloat16
 * @param lossScale what keeps small gradients from 0
 * @see <a href="https://keras.io/api/mixed_precision/policy/">Keras mixed precision policies</a>
 */
@RecordBuilder
public record DtypePolicy(Dtype compute, LossScale lossScale) implements DtypePolicyBuilder.With {

  /** Checks the dtype, and that float32 is not scaled. */
  public DtypePolicy {
    checkArgument(
        compute == Dtype.FLOAT32 || compute == Dtype.FLOAT16 || compute == Dtype.BFLOAT16,
        "compute: %s (expected: float32, float16 or bfloat16)",
        compute);
    checkArgument(
        compute == Dtype.FLOAT16 || lossScale.equals(LossScale.none()),
        "lossScale: %s for %s (expected: none, its smallest numbers are those of float32)",
        lossScale,
        compute);
  }

  /** All in float32. */
  public static DtypePolicy float32() {
    return new DtypePolicy(Dtype.FLOAT32, LossScale.none());
  }

  /** Float16 with a dynamic loss scale, as Keras' policy mixed_float16. */
  public static DtypePolicy mixedFloat16() {
    return new DtypePolicy(Dtype.FLOAT16, LossScale.dynamic());
  }

  /** Bfloat16 without loss scale, as Keras' policy mixed_bfloat16. */
  public static DtypePolicy mixedBfloat16() {
    return new DtypePolicy(Dtype.BFLOAT16, LossScale.none());
  }

  /** Ops for a model of this precision. */
  Ops over(Ops tf) {
    return MixedOps.of(tf, compute);
  }

  /** Without the passes that were made, and timed, for float32 on a CPU. */
  Rewriting of(Rewriting rewriting) {
    return compute == Dtype.FLOAT32
        ? rewriting
        : rewriting.without(
            GraphPass.MAXIMUM_OF_PARTS,
            GraphPass.LATE_TAIL,
            GraphPass.PHASE_CONVOLUTION,
            GraphPass.RECTIFIER_GRADIENT);
  }
}
