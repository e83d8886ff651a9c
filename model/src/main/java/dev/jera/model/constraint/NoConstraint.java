package dev.jera.model.constraint;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Anything goes. */
enum NoConstraint implements Constraint {
  NONE;

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<TFloat32> weight) {
    return weight;
  }
}
