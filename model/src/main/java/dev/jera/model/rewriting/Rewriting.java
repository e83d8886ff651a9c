package dev.jera.model.rewriting;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Sets;
import dev.jera.model.BuiltModel;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Model.Node;
import dev.jera.model.Randomness;
import dev.jera.runtime.Variable;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * How a model is rewritten before it becomes TensorFlow's ops. Models within it are rewritten, too.
 *
 * @param passes those that are applied, each once, in their own order
 * @param towers how many times at most a model that {@link Layer#isPartable} is built, each for a
 *     part of the batch; other models are built once. A Trainer builds a model once, too, on a GPU
 *     and where it has no convolutions or poolings. Another number rounds otherwise
 */
public record Rewriting(Set<GraphPass> passes, int towers) {
  /** Each makes the graph larger, and a core has little to do in a small part of a batch. */
  private static final int MOST_TOWERS = 8;

  /** Copies the set and checks the number. */
  public Rewriting {
    passes = Sets.immutableEnumSet(passes);
    checkArgument(towers >= 1, "towers: %s (expected: >= 1)", towers);
  }

  /** Every pass, and a tower for each core, at most 8. */
  public static Rewriting all() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new Rewriting(EnumSet.allOf(GraphPass.class), Math.min(cores, MOST_TOWERS));
  }

  /** No pass and one tower: the ops are those that the layers add by themselves. */
  public static Rewriting none() {
    return new Rewriting(Set.of(), 1);
  }

  /** These passes alone, and one tower. */
  public static Rewriting of(GraphPass... passes) {
    return new Rewriting(Set.copyOf(Arrays.asList(passes)), 1);
  }

  /** The same without these passes, to find out what one of them does. */
  public Rewriting without(GraphPass... passes) {
    return new Rewriting(Sets.difference(this.passes, Set.of(passes)), towers);
  }

  /**
   * The same with this many towers.
   *
   * @param towers at least 1
   */
  public Rewriting withTowers(int towers) {
    return new Rewriting(passes, towers);
  }

  /** How many times a model is built. */
  public int towersOf(Model model) {
    return model.isPartable() ? towers : 1;
  }

  /**
   * The model that is built instead of this one, with the same inputs, outputs and weights, by
   * name, shape and order.
   */
  public Model apply(Model model) {
    Model rewritten = model;
    for (GraphPass pass : passes) {
      rewritten = applyWithin(pass, rewritten);
    }
    return rewritten;
  }

  /** The passes that make a build for inference faster. */
  private Rewriting forInference() {
    return new Rewriting(Sets.filter(passes, GraphPass::servesInference), towers);
  }

  private static Model applyWithin(GraphPass pass, Model model) {
    Map<Integer, Layer> inner = new HashMap<>();
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      if (node.layer() instanceof Model within) {
        inner.put(i, applyWithin(pass, within));
      }
    }
    Model outer = inner.isEmpty() ? model : new ModelEdit(model).replace(inner).edited();
    return pass.apply(outer);
  }

  /**
   * Adds the rewritten model's ops, as {@link Model#build} adds a model's own. A build for
   * inference leaves out the passes that would make it slower.
   *
   * @param weights the variables of the model as it was described
   * @return what was built; its {@code layers} are those that give in the rewritten model what they
   *     give in the described one
   */
  public BuiltModel build(
      Model model,
      Ops tf,
      List<Variable<TFloat32>> weights,
      List<? extends Operand<? extends TNumber>> inputs,
      Optional<Randomness> training) {
    Model rewritten = (training.isPresent() ? this : forInference()).apply(model);
    int count = towersOf(model);
    BuiltModel built =
        count == 1
            ? rewritten.build(tf, weights, inputs, training)
            : Towers.build(count, rewritten, tf, weights, inputs, training);
    return KeptLayers.of(model, rewritten).among(built);
  }
}
