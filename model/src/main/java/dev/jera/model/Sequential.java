package dev.jera.model;

import java.util.List;

/**
 * The short way to a model: each layer takes what the one before it gives.
 *
 * @see <a href="https://keras.io/api/models/sequential/">Keras Sequential</a>
 */
public final class Sequential {
  private Sequential() {}

  /**
   * The model of these layers, in this order, with names as Keras gives them: {@code conv2d},
   * {@code conv2d_1} ...
   *
   * @throws IllegalArgumentException if a layer cannot take what the one before it gives; the
   *     message names both and the shape
   */
  public static Model of(Input input, Layer... layers) {
    SymbolicTensor first = input.tensor();
    SymbolicTensor last = first;
    for (Layer layer : layers) {
      last = layer.on(last);
    }
    return FunctionalModels.of("sequential", Model.Kind.SEQUENTIAL, List.of(first), List.of(last));
  }
}
