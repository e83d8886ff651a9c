package dev.jera.model;

import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * What a layer makes of numbers: a batch of as many examples as the values fill.
 *
 * <p>Weights that are not given are as their initializers make them with the seed 1.
 */
public final class LayerRun {
  private final Model model;
  private final Map<String, NdArray<?>> weights = new LinkedHashMap<>();

  private LayerRun(Model model) {
    this.model = model;
  }

  /** Runs a layer on inputs whose examples have these shapes. */
  public static LayerRun of(Layer layer, Shape... examples) {
    List<SymbolicTensor> inputs =
        Arrays.stream(examples).map(example -> Input.of(example.asArray()).tensor()).toList();
    return of(Model.of(inputs, layer.named("layer").allOn(inputs.toArray(SymbolicTensor[]::new))));
  }

  /** Runs a model. */
  public static LayerRun of(Model model) {
    return new LayerRun(model);
  }

  /** Gives a weight its values; the name is the one within the layer. */
  public LayerRun withWeight(String name, NdArray<?> value) {
    weights.put("layer/" + name, value);
    return this;
  }

  /** The only output at inference. */
  public float[] infer(float[]... inputs) {
    return run(Optional.empty(), inputs).get(0);
  }

  /** All outputs at inference. */
  public List<float[]> inferAll(float[]... inputs) {
    return run(Optional.empty(), inputs);
  }

  /** The outputs while training, then the updates of weights that are not trained, in order. */
  public List<float[]> trainAll(long seed, long step, float[]... inputs) {
    return run(Optional.of(new long[] {seed, step}), inputs);
  }

  /** The first output while training. */
  public float[] train(long seed, long step, float[]... inputs) {
    return trainAll(seed, step, inputs).get(0);
  }

  private List<float[]> run(Optional<long[]> seedAndStep, float[]... inputs) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      List<Variable<TFloat32>> created = model.createVariables(tf, variables, 1);
      List<Operand<? extends TNumber>> fed = model.placeholders(tf);
      BuiltModel built =
          model.build(
              tf,
              created,
              fed,
              seedAndStep.map(pair -> new Randomness(pair[0], tf.constant(pair[1]))));
      List<Operand<TFloat32>> fetches = new ArrayList<>(built.outputs());
      fetches.addAll(built.updates().values());
      List<Tensor> tensors = new ArrayList<>();
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        variables.assign(session, weights);
        Session.Runner runner = session.runner();
        for (int i = 0; i < inputs.length; i++) {
          Shape example = ((Input) model.node(model.inputs().get(i)).layer()).shape();
          TFloat32 tensor =
              Tensors.of(inputs[i], Shape.of(inputs[i].length / example.size()).append(example));
          tensors.add(tensor);
          runner.feed(fed.get(i), tensor);
        }
        fetches.forEach(runner::fetch);
        try (Result result = runner.run()) {
          List<float[]> outputs = new ArrayList<>();
          for (int i = 0; i < fetches.size(); i++) {
            outputs.add(Tensors.toFloats(result.get(i)));
          }
          return outputs;
        }
      } finally {
        tensors.forEach(Tensor::close);
      }
    }
  }
}
