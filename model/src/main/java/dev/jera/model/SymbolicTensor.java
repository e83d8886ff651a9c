package dev.jera.model;

import dev.jera.runtime.Shapes;
import org.tensorflow.ndarray.Shape;

/**
 * What an {@link Input} or a layer will give, before there are values: the thread from which a
 * functional model is woven. Two of them are never equal, even if they come from equal layers.
 *
 * @see Model#of
 */
public final class SymbolicTensor {
  private final Application source;
  private final int index;

  SymbolicTensor(Application source, int index) {
    this.source = source;
    this.index = index;
  }

  /** Its shape, the batch of unknown size first. */
  public Shape shape() {
    return source.outputShapes().get(index);
  }

  Application source() {
    return source;
  }

  int index() {
    return index;
  }

  /** As {@code conv2d [?, 26, 26, 32]}. */
  @Override
  public String toString() {
    return source.label() + " " + Shapes.format(shape());
  }
}
