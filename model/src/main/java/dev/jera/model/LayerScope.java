package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What a layer builds with: the ops, its weights, and whether it is being trained. */
public final class LayerScope {
  private final Ops tf;
  private final String layer;
  private final Map<String, Operand<TFloat32>> weights;
  private final Optional<Randomness> training;
  private int draws;

  LayerScope(
      Ops tf, String layer, Map<String, Operand<TFloat32>> weights, Optional<Randomness> training) {
    this.tf = tf;
    this.layer = layer;
    this.weights = weights;
    this.training = training;
  }

  /** TensorFlow's ops, under the layer's name. */
  public Ops tf() {
    return tf;
  }

  /** The weight of this name within the layer. */
  public Operand<TFloat32> weight(String name) {
    Operand<TFloat32> weight = weights.get(layer + "/" + name);
    checkArgument(weight != null, "Layer '%s' has no weight '%s'", layer, name);
    return weight;
  }

  /** Whether the ops are for training: dropout drops, batch statistics are taken from the batch. */
  public boolean isTraining() {
    return training.isPresent();
  }

  /**
   * Numbers from [0, 1), others at every step and the same again for the same seed and step.
   *
   * @param shape the shape, a vector
   * @throws IllegalStateException if this is not a build for training
   */
  public Operand<TFloat32> randomUniform(Operand<TInt32> shape) {
    checkState(training.isPresent(), "Layer '%s': randomness is for training only", layer);
    Randomness randomness = training.get();
    long key = Seeds.derive(randomness.seed(), layer + "/" + draws++);
    return tf.random.statelessRandomUniform(
        shape, tf.stack(List.of(tf.constant(key), randomness.step())));
  }
}
