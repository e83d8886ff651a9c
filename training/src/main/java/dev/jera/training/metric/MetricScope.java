package dev.jera.training.metric;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * What a metric builds with.
 *
 * @param tf TensorFlow's ops
 * @param labels [batch, ...], as the loss is given them
 * @param predictions [batch, ...], what the model gives
 * @param weights how much each example counts, [batch]
 */
public record MetricScope(
    Ops tf,
    Operand<? extends TNumber> labels,
    Operand<TFloat32> predictions,
    Operand<TFloat32> weights) {}
