package dev.jera.serving.graph;

import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/** The size of a map [n, height, width, channels]. */
record MapSize(long height, long width) {
  /** Of a tensor, where it is a map of a known size. */
  static Optional<MapSize> of(Shape shape) {
    return shape.numDimensions() == 4 && shape.get(1) > 0 && shape.get(2) > 0
        ? Optional.of(new MapSize(shape.get(1), shape.get(2)))
        : Optional.empty();
  }

  MapSize larger(MapSize other) {
    return new MapSize(Math.max(height, other.height), Math.max(width, other.width));
  }

  long places() {
    return height * width;
  }
}
