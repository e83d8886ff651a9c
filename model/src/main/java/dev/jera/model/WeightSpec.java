package dev.jera.model;

import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.regularizer.Regularizer;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.ndarray.Shape;

/**
 * A weight that a layer wants.
 *
 * @param name its name within the layer, such as {@code kernel}
 * @param shape its shape, wholly known
 * @param initializer how it begins
 * @param regularizer what its values add to the loss
 * @param constraint what holds for its values after every step
 * @param trainable whether gradients may change it; moving averages and the like are not
 */
@RecordBuilder
public record WeightSpec(
    String name,
    Shape shape,
    Initializer initializer,
    Regularizer regularizer,
    Constraint constraint,
    boolean trainable)
    implements WeightSpecBuilder.With {

  /** A trainable weight without a regularizer and without a constraint. */
  public static WeightSpec of(String name, Shape shape, Initializer initializer) {
    return new WeightSpec(name, shape, initializer, Regularizer.none(), Constraint.none(), true);
  }

  /** The same weight of a layer within a layer: {@code layer/name}. */
  public WeightSpec within(String layer) {
    return withName(layer + "/" + name);
  }

  /** The same weight, left alone by gradients. */
  public WeightSpec frozen() {
    return withTrainable(false);
  }
}
