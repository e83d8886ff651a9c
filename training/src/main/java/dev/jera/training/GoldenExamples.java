package dev.jera.training;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.jera.datasets.Dataset;
import dev.jera.datasets.Example;
import dev.jera.datasets.IndexedDataset;
import dev.jera.model.Model;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.Signature;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;

/**
 * The first examples that a trainer was given to fit, as its model takes them. An export asks for
 * them once more, and ships them with the answers as golden samples.
 *
 * <p>They are the first by their number, not by the order of the run: a run that was resumed has
 * the same ones.
 */
final class GoldenExamples {
  private static final int MOST = 4;

  /** Of all inputs, and again of all inputs and outputs of a bundle. */
  private static final long MOST_BYTES = 1 << 20;

  private List<Map<String, TensorData>> inputs = ImmutableList.of();
  private boolean seen;

  /**
   * Copies the first examples, the first time that there are any: at most 4 of data that any
   * example can be read of, else the first, and none that would make it more than a megabyte.
   *
   * @param first the first example of the data
   */
  void keep(Engine engine, Dataset data, Example first) {
    if (seen) {
      return;
    }
    seen = true;
    long count = data instanceof IndexedDataset indexed ? Math.min(MOST, indexed.size()) : 1;
    ImmutableList.Builder<Map<String, TensorData>> kept = ImmutableList.builder();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      Example example = i == 0 ? first : ((IndexedDataset) data).get(i);
      Map<String, TensorData> copy = engine.binding().copyOf(example, i);
      bytes += bytes(copy.values());
      if (bytes > MOST_BYTES) {
        break;
      }
      kept.add(copy);
    }
    inputs = kept.build();
  }

  /**
   * What a model over the weights of the graph answers for the examples, one by one, under the
   * names that its bundle has for them.
   *
   * @param model the trained one, or one that {@link SiblingModels#check} has seen
   */
  List<PredictionLog> ask(TrainingGraph graph, Model model) {
    ImmutableList.Builder<PredictionLog> samples = ImmutableList.builder();
    long bytes = 0;
    for (Map<String, TensorData> input : inputs) {
      Map<String, TensorData> answer = ask(graph, model, input);
      bytes += bytes(input.values()) + bytes(answer.values());
      if (bytes > MOST_BYTES) {
        break;
      }
      samples.add(new PredictionLog(Signature.DEFAULT, input, answer));
    }
    return samples.build();
  }

  private static Map<String, TensorData> ask(
      TrainingGraph graph, Model model, Map<String, TensorData> input) {
    List<Tensor> fed = new ArrayList<>();
    try {
      model
          .inputNames()
          .forEach(name -> fed.add(Tensors.of(requireNonNull(input.get(name)).toNdArray())));
      ImmutableMap.Builder<String, TensorData> answer = ImmutableMap.builder();
      try (Result result = graph.predictAsExported(model, fed)) {
        for (int i = 0; i < result.size(); i++) {
          TensorData output = TensorData.of((NdArray<?>) result.get(i));
          answer.put(model.outputNames().get(i), output);
        }
      }
      return answer.buildOrThrow();
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private static long bytes(Collection<TensorData> tensors) {
    return tensors.stream()
        .mapToLong(tensor -> (long) tensor.size() * tensor.dtype().byteSize())
        .sum();
  }
}
