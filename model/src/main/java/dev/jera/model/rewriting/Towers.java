package dev.jera.model.rewriting;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import dev.jera.model.BatchPart;
import dev.jera.model.BuiltModel;
import dev.jera.model.Model;
import dev.jera.model.Randomness;
import dev.jera.runtime.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * A model built several times over the same weights, each for a part of the batch, and what they
 * give put together again: the cores of a machine work beside each other on whole layers instead of
 * parting each op among them.
 *
 * <p>Of a {@linkplain dev.jera.model.Layer#isPartable model that may be built in parts} the outputs
 * are those of one build: its layers look at each example alone, or bring their parts together.
 * What a loss of the whole batch gives as gradients of the weights is the sum of the parts', which
 * TensorFlow adds up as it does for a weight that is used twice: the same products in another order
 * of additions.
 *
 * <p>The parts are as long as the batch divided by the towers, rounded up, the last one shorter. A
 * tower for which nothing is left computes the last example once more, which nobody sees: not all
 * ops take batches of nothing.
 */
final class Towers {
  private final Ops tf;
  private final Operand<TInt32> batch;
  private final Operand<TInt32> longest;
  private final List<BatchPart> parts;

  private Towers(Ops tf, Operand<? extends TNumber> input, int count) {
    this.tf = tf;
    batch = rows(input);
    Operand<TInt32> towers = tf.constant(count);
    longest = tf.math.floorDiv(tf.math.add(batch, tf.constant(count - 1)), towers);
    parts = IntStream.range(0, count).mapToObj(this::part).toList();
  }

  static BuiltModel build(
      int count,
      Model model,
      Ops tf,
      List<Variable<TFloat32>> weights,
      List<? extends Operand<? extends TNumber>> inputs,
      Optional<Randomness> training) {
    Towers towers = new Towers(tf.withSubScope("parts"), inputs.get(0), count);
    List<Ops> scopes = new ArrayList<>();
    List<List<Operand<? extends TNumber>>> taken = new ArrayList<>();
    List<Optional<Randomness>> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BatchPart part = towers.parts.get(i);
      Ops own = tf.withSubScope("tower_" + i);
      List<Operand<? extends TNumber>> ofPart = new ArrayList<>();
      inputs.forEach(input -> ofPart.add(part.of(own, input)));
      scopes.add(own);
      taken.add(ofPart);
      drawn.add(training.map(whole -> whole.of(part)));
    }
    return towers.join(model.buildParts(scopes, weights, taken, drawn));
  }

  private BatchPart part(int number) {
    Operand<TInt32> last = tf.math.sub(batch, tf.constant(1));
    Operand<TInt32> begin = tf.math.minimum(starts(number), last);
    Operand<TInt32> end = tf.math.minimum(tf.math.add(begin, longest), batch);
    return new BatchPart(batch, begin, tf.math.sub(end, begin));
  }

  private Operand<TInt32> starts(int number) {
    return tf.math.mul(longest, tf.constant(number));
  }

  private BuiltModel join(List<BuiltModel> built) {
    Map<String, String> scopes = new HashMap<>();
    built.forEach(one -> scopes.putAll(one.scopes()));
    BuiltModel first = built.get(0);
    for (BuiltModel other : built.subList(1, built.size())) {
      checkState(
          other.updates().isEmpty(),
          "Updates of %s (expected: in the first part alone, since all layers say isPartable)",
          other.updates().keySet());
    }
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    for (int i = 0; i < first.outputs().size(); i++) {
      int output = i;
      outputs.add(join(built, one -> one.outputs().get(output)));
    }
    ImmutableMap.Builder<String, Operand<TFloat32>> layers = ImmutableMap.builder();
    first
        .layers()
        .keySet()
        .forEach(name -> layers.put(name, join(built, one -> one.layers().get(name))));
    List<Operand<TFloat32>> losses = new ArrayList<>();
    for (int i = 0; i < first.losses().size(); i++) {
      int loss = i;
      losses.add(mean(built.stream().map(one -> one.losses().get(loss)).toList()));
    }
    return new BuiltModel(outputs, first.updates(), losses, layers.buildOrThrow(), scopes);
  }

  /** The rows of all, without those that are there twice. */
  private Operand<TFloat32> join(
      List<BuiltModel> built, Function<BuiltModel, Operand<TFloat32>> tensor) {
    List<Operand<TFloat32>> tensors = built.stream().map(tensor).toList();
    Operand<TInt32> each = tf.math.div(rows(tensors.get(0)), parts.get(0).size());
    return BatchPart.rows(
        tf, tf.concat(tensors, tf.constant(0)), tf.constant(0), tf.math.mul(batch, each));
  }

  /** The mean over all examples of means over those of each tower. */
  private Operand<TFloat32> mean(List<Operand<TFloat32>> means) {
    List<Operand<TFloat32>> shares = new ArrayList<>();
    for (int i = 0; i < means.size(); i++) {
      Operand<TInt32> left = tf.math.maximum(tf.math.sub(batch, starts(i)), tf.constant(0));
      Operand<TFloat32> counted = tf.dtypes.cast(tf.math.minimum(left, longest), TFloat32.class);
      shares.add(
          tf.math.mul(means.get(i), tf.math.div(counted, tf.dtypes.cast(batch, TFloat32.class))));
    }
    return tf.math.addN(shares);
  }

  private Operand<TInt32> rows(Operand<?> tensor) {
    return tf.gather(tf.shape(tensor), tf.constant(0), tf.constant(0));
  }
}
