package dev.jera.model;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A layer that ends in a function of single values, such as a bias and an activation.
 *
 * <p>Where that function never falls, {@code tail(max(y)) = max(tail(y))}, to the bit: rounding
 * never falls either. Before a {@link Maxima} layer it may therefore be applied to the maxima
 * alone, which are the fewer: see {@link dev.jera.model.rewriting.GraphPass#LATE_TAIL}.
 */
public interface MonotoneTail extends UnaryLayer {

  /** Whether the tail never falls, channel by channel. */
  boolean isTailMonotone();

  /** Adds the ops before the tail. */
  Operand<TFloat32> buildHead(LayerScope scope, Operand<TFloat32> x);

  /** Adds the ops of the tail. */
  Operand<TFloat32> buildTail(LayerScope scope, Operand<TFloat32> y);

  @Override
  default Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return buildTail(scope, buildHead(scope, x));
  }
}
