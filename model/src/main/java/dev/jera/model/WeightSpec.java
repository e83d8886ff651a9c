package dev.jera.model;

import dev.jera.model.initializer.Initializer;
import org.tensorflow.ndarray.Shape;

/**
 * A weight that a layer wants.
 *
 * @param name its name within the layer, such as {@code kernel}
 * @param shape its shape, wholly known
 * @param initializer how it begins
 */
public record WeightSpec(String name, Shape shape, Initializer initializer) {}
