package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import dev.jera.model.precision.MixedOps;
import dev.jera.model.regularizer.Regularizer;
import dev.jera.runtime.Shapes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** What a layer builds with: the ops, its weights, and whether it is being trained. */
public final class LayerScope {
  private final Ops tf;
  private final String path;
  private final boolean frozen;
  private final BuildState state;

  private LayerScope(Ops tf, String path, boolean frozen, BuildState state) {
    this.tf = tf;
    this.path = path;
    this.frozen = frozen;
    this.state = state;
  }

  /** The scope of a whole model, whose children are its layers. */
  static LayerScope root(
      Ops tf, Map<String, Operand<TFloat32>> weights, Optional<Randomness> training) {
    return new LayerScope(tf, "", false, new BuildState(weights, training));
  }

  /** The scope of a layer within this one: its weights are called {@code name/weight} here. */
  public LayerScope child(String name) {
    return child(name, false);
  }

  LayerScope child(String name, boolean freeze) {
    LayerScope child =
        new LayerScope(tf.withSubScope(name), fullName(name), frozen || freeze, state);
    String op = child.tf.scope().makeOpName("op");
    state.addScope(op.substring(0, op.lastIndexOf('/') + 1), child.path);
    return child;
  }

  /** This scope with ops that compute in the dtypes that they are given. */
  LayerScope plain() {
    return new LayerScope(MixedOps.plain(tf), path, frozen, state);
  }

  /** TensorFlow's ops, under the layer's name. */
  public Ops tf() {
    return tf;
  }

  /** The weight of this name within the layer, as the last {@link #update} left it. */
  public Operand<TFloat32> weight(String name) {
    return state
        .weight(fullName(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Layer '%s' has no weight '%s' (expected: one that weights(...) asked for)"
                        .formatted(path, name)));
  }

  /** Whether the ops are for training: dropout drops, batch statistics are taken from the batch. */
  public boolean isTraining() {
    return state.training().isPresent();
  }

  /** Whether the layer's weights are to stay as they are, although the model may be trained. */
  public boolean isFrozen() {
    return frozen;
  }

  /** The part of the batch that is built for, where a build for training has several. */
  public Optional<BatchPart> part() {
    return state.training().flatMap(Randomness::part);
  }

  /**
   * Gives a weight that is not trained its value after this step of training, unless the layer is
   * frozen.
   *
   * @throws IllegalStateException if this is not a build for training
   */
  public void update(String name, Operand<TFloat32> value) {
    checkState(isTraining(), "Layer '%s': updates are for training only", path);
    checkArgument(
        Shapes.fits(value.shape(), weight(name).shape()),
        "Layer '%s': update of '%s' %s (expected: %s, the weight's shape)",
        path,
        name,
        Shapes.format(value.shape()),
        Shapes.format(weight(name).shape()));
    if (!frozen) {
      state.update(fullName(name), MixedOps.toFloat(tf, value));
    }
  }

  /** Adds a scalar to the loss. */
  public void addLoss(Operand<TFloat32> scalar) {
    state.addLoss(MixedOps.toFloat(tf, scalar));
  }

  /** Adds to the loss what the regularizer makes of the layer's output, divided by the batch. */
  public void addActivityLoss(Regularizer regularizer, Operand<TFloat32> y) {
    if (regularizer.equals(Regularizer.none())) {
      return;
    }
    Operand<TInt32> batch = tf.gather(tf.shape(y), tf.constant(0), tf.constant(0));
    addLoss(tf.math.div(regularizer.build(tf, y), tf.dtypes.cast(batch, TFloat32.class)));
  }

  /**
   * Numbers from [0, 1), others at every step and the same again for the same seed and step.
   *
   * <p>Where a batch is computed in parts, each part gets what it would get of the whole batch.
   *
   * @param shape the shape, a vector that begins with the batch
   * @throws IllegalStateException if this is not a build for training
   */
  public Operand<TFloat32> randomUniform(Operand<TInt32> shape) {
    return draw(shape, tf.random::statelessRandomUniform);
  }

  /** Numbers with mean 0 and standard deviation 1, drawn as {@link #randomUniform} draws. */
  public Operand<TFloat32> randomNormal(Operand<TInt32> shape) {
    return draw(shape, tf.random::statelessRandomNormal);
  }

  private Operand<TFloat32> draw(
      Operand<TInt32> shape,
      BiFunction<Operand<TInt32>, Operand<TInt64>, Operand<TFloat32>> distribution) {
    Operand<TInt64> seed = drawSeed();
    Operand<TFloat32> drawn =
        part()
            .map(part -> part.of(tf, shape, whole -> distribution.apply(whole, seed)))
            .orElseGet(() -> distribution.apply(shape, seed));
    // The shape may come from a tensor; TensorFlow would seek a gradient through it.
    return tf.stopGradient(drawn);
  }

  private Operand<TInt64> drawSeed() {
    checkState(isTraining(), "Layer '%s': randomness is for training only", path);
    Randomness randomness = state.training().orElseThrow();
    long key = Seeds.derive(randomness.seed(), path + "/" + state.nextDraw(path));
    return tf.stack(List.of(tf.constant(key), randomness.step()));
  }

  private String fullName(String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  /** Remembers what the layer gives. */
  void addOutput(Operand<TFloat32> output) {
    state.addOutput(path, MixedOps.toFloat(tf, output));
  }

  BuiltModel built(List<Operand<TFloat32>> outputs) {
    return state.built(outputs.stream().map(output -> MixedOps.toFloat(tf, output)).toList());
  }
}
