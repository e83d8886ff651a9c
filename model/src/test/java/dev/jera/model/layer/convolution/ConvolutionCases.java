package dev.jera.model.layer.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Floats;
import dev.jera.model.BuiltModel;
import dev.jera.model.Input;
import dev.jera.model.LayerRun;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import dev.jera.runtime.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;

/** Runs a convolution on random numbers, with random weights, beside its definition. */
final class ConvolutionCases {
  private ConvolutionCases() {}

  /** What a definition makes of one example and the weights, in order. */
  interface Definition {
    float[] apply(float[] example, List<float[]> weights);
  }

  /** Checks two examples of a layer against its definition. */
  static void check(UnaryLayer layer, Shape example, Definition definition) {
    LayerRun run = LayerRun.of(layer, example);
    List<float[]> weights = new ArrayList<>();
    for (WeightSpec spec : layer.weights(batch(example))) {
      float[] values = Loops.random(spec.shape().size(), 7 + weights.size());
      run.withWeight(spec.name(), NdArrays.wrap(spec.shape(), DataBuffers.of(values)));
      weights.add(values);
    }
    float[] first = Loops.random(example.size(), 1);
    float[] second = Loops.random(example.size(), 2);
    float[] expected =
        Floats.concat(definition.apply(first, weights), definition.apply(second, weights));
    assertThat(run.infer(Floats.concat(first, second))).containsExactly(expected, within(1e-5f));
  }

  /**
   * The output's shape as later layers see it in the graph, all ops' types, the strides of the
   * convolutions, added losses.
   */
  record Built(Shape output, List<String> ops, List<long[]> strides, int losses) {}

  static Built build(UnaryLayer layer, Shape example) {
    Model model = Sequential.of(Input.of(example.asArray()), layer);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var variables = model.createVariables(tf, new Variables(tf), 1);
      long before = operations(graph).size();
      BuiltModel built = model.build(tf, variables, model.placeholders(tf), Optional.empty());
      List<String> ops =
          operations(graph).stream()
              .skip(before)
              .map(Operation::type)
              .filter(type -> !type.equals("Placeholder"))
              .toList();
      List<long[]> strides =
          operations(graph).stream()
              .filter(operation -> operation.type().contains("Conv"))
              .map(operation -> ((GraphOperation) operation).attributes())
              .map(attributes -> attributes.getAttrIntList("strides"))
              .toList();
      return new Built(built.output().shape(), ops, strides, built.losses().size());
    }
  }

  static Shape batch(Shape example) {
    return Shape.of(Shape.UNKNOWN_SIZE).append(example);
  }

  private static List<Operation> operations(Graph graph) {
    List<Operation> operations = new ArrayList<>();
    graph.operations().forEachRemaining(operations::add);
    return operations;
  }
}
