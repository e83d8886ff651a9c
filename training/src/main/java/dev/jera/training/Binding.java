package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Dataset;
import dev.jera.datasets.Example;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Which feature of a data set goes to which input of a model, and which label to which output. */
final class Binding {
  private final Model model;
  private final List<Target> targets;
  private final List<RowCopier> features;
  private final List<RowCopier> labels;

  Binding(Model model, List<Target> targets) {
    this.model = model;
    this.targets = targets;
    ImmutableList.Builder<RowCopier> inputs = ImmutableList.builder();
    for (int i = 0; i < model.inputs().size(); i++) {
      Input input = model.inputLayers().get(i);
      String name = model.inputs().size() == 1 ? Example.FEATURES : model.inputNames().get(i);
      inputs.add(new RowCopier(name, input.dtype(), input.shape()));
    }
    features = inputs.build();
    ImmutableList.Builder<RowCopier> answers = ImmutableList.builder();
    for (Target target : targets) {
      String name = targets.size() == 1 ? Example.LABELS : target.objective().output();
      answers.add(
          new RowCopier(
              name, target.objective().loss().labelDtype(), target.labels().shape().tail()));
    }
    labels = answers.build();
  }

  /**
   * Checks data before anything is trained on it: all of it where it lies in memory, else its first
   * example.
   *
   * @param what what it is, for the error
   * @return the first example
   * @throws IllegalArgumentException if there is none, or it does not fit the model or a loss
   */
  Example check(String what, Dataset data) {
    if (data instanceof ArrayDataset arrays) {
      checkArgument(arrays.size() > 0, "%s: no examples (expected: at least one)", what);
      List<NdArray<?>> all = pick(what, "labels", labels, arrays.allLabels());
      checkFeatures(what + ": ", pick(what, "features", features, arrays.allFeatures()));
      for (int i = 0; i < targets.size(); i++) {
        checkLabels(what + ": ", i, all.get(i));
      }
      return arrays.get(0);
    }
    try (var pass = data.pass(0)) {
      checkArgument(pass.hasNext(), "%s: no examples (expected: at least one)", what);
      Example first = pass.next();
      checkedBatch(List.of(first), 0).close();
      return first;
    }
  }

  /**
   * Checks arrays to be what the inputs take.
   *
   * @param arrays [n, ...] each, in the order of the inputs
   */
  void checkFeatures(String what, List<? extends NdArray<?>> arrays) {
    for (int i = 0; i < features.size(); i++) {
      RowCopier input = features.get(i);
      Shape expected = input.row().prepend(Shape.UNKNOWN_SIZE);
      checkArgument(
          Shapes.fits(arrays.get(i).shape(), expected),
          "%s%s %s (expected: %s, the input of model '%s')",
          what,
          input.name(),
          Shapes.format(arrays.get(i).shape()),
          Shapes.format(expected),
          model.name());
      RowCopier.checkDtype(what + input.name(), arrays.get(i), input.dtype());
    }
  }

  /** In the order of the inputs. */
  List<NdArray<?>> pickFeatures(String what, Map<String, NdArray<?>> arrays) {
    return pick(what, "features", features, arrays);
  }

  /**
   * Adds tensors with some rows of checked arrays to a list, whose owner closes them.
   *
   * @param arrays [n, ...] each, in the order of the inputs
   */
  void copyFeatures(List<NdArray<?>> arrays, int[] rows, List<Tensor> tensors) {
    for (int i = 0; i < features.size(); i++) {
      NdArray<?> array = arrays.get(i);
      List<NdArray<?>> picked = new ArrayList<>(rows.length);
      for (int row : rows) {
        picked.add(array.get(row));
      }
      tensors.add(features.get(i).copy(picked, rows[0]));
    }
  }

  private void checkLabels(String what, int target, NdArray<?> all) {
    Target of = targets.get(target);
    of.objective().loss().checkLabels(all, model.outputShapes().get(of.output()));
    RowCopier.checkDtype(what + labels.get(target).name(), all, labels.get(target).dtype());
  }

  /**
   * The tensors of a batch, which the caller closes.
   *
   * @param first the number of the first example, for errors
   * @throws IllegalArgumentException if an example does not fit the model or a loss
   */
  Batch batch(List<Example> examples, long first) {
    List<TType> made = new ArrayList<>();
    try {
      for (RowCopier input : features) {
        made.add(input.copy(rows(examples, "features", features, input), first));
      }
      for (RowCopier label : labels) {
        made.add(label.copy(rows(examples, "labels", labels, label), first));
      }
      Optional<TFloat32> weights = weights(examples);
      weights.ifPresent(made::add);
      int inputs = features.size();
      return new Batch(
          examples.size(),
          List.copyOf(made.subList(0, inputs)),
          List.copyOf(made.subList(inputs, inputs + labels.size())),
          weights);
    } catch (RuntimeException | Error e) {
      made.forEach(Tensor::close);
      throw e;
    }
  }

  /**
   * Copies of an example's features, as batches of one, by the names of the inputs.
   *
   * @param number the example's number, for errors
   * @throws IllegalArgumentException if they do not fit the model
   */
  Map<String, TensorData> copyOf(Example example, long number) {
    ImmutableMap.Builder<String, TensorData> copies = ImmutableMap.builder();
    for (int i = 0; i < features.size(); i++) {
      RowCopier input = features.get(i);
      List<NdArray<?>> row = rows(List.of(example), "features", features, input);
      try (TType tensor = input.copy(row, number)) {
        copies.put(model.inputNames().get(i), TensorData.of((NdArray<?>) tensor));
      }
    }
    return copies.buildOrThrow();
  }

  /** As {@link #batch}, for data whose labels were not all looked at before. */
  Batch checkedBatch(List<Example> examples, long first) {
    Batch batch = batch(examples, first);
    try {
      for (int i = 0; i < targets.size(); i++) {
        checkLabels("", i, (NdArray<?>) batch.labels().get(i));
      }
      return batch;
    } catch (RuntimeException | Error e) {
      batch.close();
      throw new IllegalArgumentException(
          "Examples %d to %d: %s".formatted(first, first + examples.size() - 1, e.getMessage()), e);
    }
  }

  private static Optional<TFloat32> weights(List<Example> examples) {
    if (examples.stream().allMatch(example -> example.weight() == 1)) {
      return Optional.empty();
    }
    float[] weights = new float[examples.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = examples.get(i).weight();
    }
    return Optional.of(Tensors.of(weights, Shape.of(weights.length)));
  }

  private static List<NdArray<?>> rows(
      List<Example> examples, String kind, List<RowCopier> all, RowCopier one) {
    List<NdArray<?>> rows = new ArrayList<>(examples.size());
    for (Example example : examples) {
      Map<String, NdArray<?>> arrays =
          kind.equals("features") ? example.features() : example.labels();
      rows.add(find("example", kind, all, one, arrays));
    }
    return rows;
  }

  private static List<NdArray<?>> pick(
      String what, String kind, List<RowCopier> wanted, Map<String, NdArray<?>> arrays) {
    List<NdArray<?>> picked = new ArrayList<>();
    wanted.forEach(one -> picked.add(find(what, kind, wanted, one, arrays)));
    return picked;
  }

  private static NdArray<?> find(
      String what,
      String kind,
      List<RowCopier> wanted,
      RowCopier one,
      Map<String, NdArray<?>> arrays) {
    NdArray<?> found =
        wanted.size() == 1 && arrays.size() == 1
            ? arrays.values().iterator().next()
            : arrays.get(one.name());
    if (found == null || arrays.size() != wanted.size()) {
      throw new IllegalArgumentException(
          "%s: %s %s (expected: %s)"
              .formatted(
                  what, kind, arrays.keySet(), wanted.stream().map(RowCopier::name).toList()));
    }
    return found;
  }
}
