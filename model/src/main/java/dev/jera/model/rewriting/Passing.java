package dev.jera.model.rewriting;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Stands where a layer stood whose work is done before it, and passes on what it is given. */
record Passing() implements UnaryLayer {

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return x;
  }
}
