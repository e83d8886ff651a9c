package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.jera.model.BuiltModel;
import dev.jera.model.Model;
import dev.jera.model.Randomness;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Repeats;
import dev.jera.runtime.Saver;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A model as TensorFlow trains it: built twice over the same variables, once for training and once
 * for inference, in one graph, alive on one session at a time.
 */
final class TrainingGraph implements AutoCloseable {
  private final Graph graph;
  private final Variable<TInt64> step;
  private final Variable<TInt64> epoch;
  private final Feeds feeds;
  private final BuiltModel trained;
  private final Measures training;
  private final Optional<LossScaling> lossScaling;
  private final WeightUpdates updates;
  private final int accumulation;
  private final Op applyStep;
  private final Op accumulateStep;
  private final Op applyGradients;
  private final Op keepGradients;
  private final InferenceGraph inference;
  private final SiblingModels siblings;
  private final SiblingModels exported;
  private final Op endEpoch;
  private final Operand<TBool> weightsFinite;
  private final Sessions sessions;
  private final VariableValues values;
  private final CurrentRate rate;
  private final SplitStep split;

  static TrainingGraph build(Model model, Compilation compilation) {
    NativeSettings.ensureLoaded();
    Graph graph = new Graph();
    try {
      return new TrainingGraph(graph, model, compilation);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  private TrainingGraph(Graph graph, Model model, Compilation compilation) {
    this.graph = graph;
    Ops tf = Ops.create(graph);
    Variables variables = new Variables(tf);
    List<Variable<TFloat32>> weights = model.createVariables(tf, variables, compilation.seed());
    step = variables.counter("counters/step");
    epoch = variables.counter("counters/epoch");
    feeds = Feeds.add(tf, model, compilation.objectives());

    Ops train = tf.withSubScope("training");
    Randomness randomness = new Randomness(compilation.seed(), step.value());
    DtypePolicy policy = compilation.dtypePolicy();
    CoreUse cores = CoreUse.of(model, policy.of(compilation.rewriting()), compilation.session());
    Rewriting rewriting = cores.rewriting();
    trained =
        rewriting.build(
            model, policy.over(train), weights, feeds.features(), Optional.of(randomness));
    lossScaling =
        policy.lossScale().equals(LossScale.none())
            ? Optional.empty()
            : Optional.of(
                new LossScaling(train.withSubScope("loss_scale"), policy.lossScale(), variables));
    training = Measures.of(train, variables, "means/train", feeds, model, weights, trained);
    updates =
        new WeightUpdates(
            train,
            model,
            compilation.optimizer(),
            lossScaling,
            weights,
            variables,
            step.value(),
            trained,
            training.loss());
    accumulation = compilation.optimizer().accumulation();
    applyStep = step(train, updates.apply(), updates.layerUpdates(), training.updates());
    accumulateStep = step(train, updates.accumulate(), updates.layerUpdates(), training.updates());
    Op forwardStep =
        train
            .withControlDependencies(
                ImmutableList.<Op>builder()
                    .addAll(updates.layerUpdates())
                    .addAll(training.updates())
                    .build())
            .noOp();
    applyGradients = step(train, updates.apply(), List.of(), List.of());
    keepGradients = step(train, updates.accumulate(), List.of(), List.of());

    Ops infer = policy.over(tf.withSubScope("inference"));
    inference = new InferenceGraph(infer, rewriting, variables, model, weights, feeds);
    siblings = new SiblingModels(graph, policy, rewriting, variables, weights, feeds);
    siblings.add(model, inference);
    exported =
        policy.compute() == Dtype.FLOAT32
            ? siblings
            : new SiblingModels(
                graph, DtypePolicy.float32(), Rewriting.none(), variables, weights, feeds);
    endEpoch = tf.assignAddVariableOp(epoch.handle(), tf.constant(1L));
    Saver saver = Saver.add(tf, variables.all());
    weightsFinite = FiniteCheck.of(tf, weights.stream().map(Variable::value).toList());
    sessions = new Sessions(graph, variables, cores.session(), StepWork.of(model));
    values = new VariableValues(sessions, variables, weights, saver);
    rate = new CurrentRate(values, compilation.optimizer().learningRate(), updates.learningRate());
    split = new SplitStep(sessions, feeds, updates, forwardStep);
  }

  /** Goes to the session that is for batches of so many examples, with all its values. */
  void useCoresFor(int batchSize) {
    sessions.of(batchSize);
  }

  /** The step is counted last: what depends on its number must not see the next one. */
  private Op step(Ops tf, List<Op> changes, List<Op> layerUpdates, List<Op> measures) {
    List<Op> changed = ImmutableList.<Op>builder().addAll(changes).addAll(layerUpdates).build();
    Op count =
        tf.withControlDependencies(changed).assignAddVariableOp(step.handle(), tf.constant(1L));
    return tf.withControlDependencies(
            ImmutableList.<Op>builder().addAll(measures).add(count).build())
        .noOp();
  }

  /** What the outputs are trained for, with the placeholders of their labels. */
  List<Target> targets() {
    return feeds.targets();
  }

  /**
   * Runs a step of training.
   *
   * @param stepsBefore the number of steps before it
   * @param layers of which layers the outputs are wanted, too; {@link #checkLayers} has seen them
   * @return its mean loss, and the outputs
   */
  StepResult train(Batch batch, long stepsBefore, Set<String> layers) {
    Session.Runner runner =
        feeds
            .feed(sessions.current(), batch)
            .addTarget(isUpdate(stepsBefore) ? applyStep : accumulateStep)
            .fetch(training.loss());
    layers.forEach(layer -> runner.fetch(requireNonNull(trained.layers().get(layer))));
    try (Result result = runner.run()) {
      Map<String, NdArray<?>> fetched = new LinkedHashMap<>();
      int index = 1;
      for (String layer : layers) {
        fetched.put(layer, Tensors.copyOf(result.get(index++)));
      }
      return new StepResult(((TFloat32) result.get(0)).getFloat(), fetched);
    }
  }

  /**
   * Steps that one run makes, each an update; empty if the graph has an op that forbids it, or if a
   * step may be skipped.
   */
  Optional<JoinedSteps> join(int steps) {
    if (lossScaling.isPresent()) {
      return Optional.empty();
    }
    return Repeats.add(graph, "steps_" + steps, applyStep, training.loss(), feeds.all(), steps)
        .map(repeats -> new JoinedSteps(sessions, repeats, feeds, training.loss()));
  }

  private boolean isUpdate(long stepsBefore) {
    return accumulation == 1
        || (stepsBefore + 1 - lossScaling.map(s -> values.read(s.skipped())).orElse(0L))
                % accumulation
            == 0;
  }

  /** What the loss of the next step is multiplied by. */
  double lossScale() {
    return lossScaling.map(scaling -> values.read(scaling.scale())).orElse(1f);
  }

  /** Runs the model forward and backward as {@link #train} does, but changes no trained weight. */
  Map<String, NdArray<?>> gradients(Batch batch) {
    return split.gradients(batch);
  }

  /** Changes the weights by gradients, one for each trainable weight; checks them first. */
  void apply(Map<String, NdArray<?>> gradients) {
    split.apply(gradients, isUpdate(steps()) ? applyGradients : keepGradients);
  }

  /** Checks that a step of training can give the outputs of these layers. */
  void checkLayers(Set<String> layers) {
    for (String layer : layers) {
      checkArgument(
          trained.layers().containsKey(layer),
          "No layer '%s' to fetch: there are %s",
          layer,
          trained.layers().keySet());
    }
  }

  /** Measures the loss and the metrics over batches, without training on them. */
  Map<String, Double> measure(BatchReader batches) {
    return inference.measure(sessions.current(), batches);
  }

  /** Predicts, an array an output; the caller closes the result. */
  Result predict(List<? extends Tensor> examples) {
    return inference.predict(sessions.current(), examples);
  }

  /** Predicts with a model that {@link SiblingModels#check} has seen. */
  Result predict(Model sibling, List<? extends Tensor> examples) {
    return siblings.of(sibling).predict(sessions.current(), examples);
  }

  /** Predicts as {@link #predict(Model, List)} does, in float32, as what is exported. */
  Result predictAsExported(Model sibling, List<? extends Tensor> examples) {
    return exported.of(sibling).predict(sessions.current(), examples);
  }

  /** The loss and the metrics over the training batches since the last reset. */
  Map<String, Double> trainMeans() {
    return training.read(sessions.current());
  }

  void resetTrainMeans() {
    training.reset(sessions.current());
  }

  /** Whether no weight is NaN or infinite. */
  boolean weightsAreFinite() {
    try (Result result = sessions.current().runner().fetch(weightsFinite).run()) {
      return ((TBool) result.get(0)).getBoolean();
    }
  }

  void endEpoch() {
    sessions.current().runner().addTarget(endEpoch).run().close();
  }

  /** Steps ever trained, those before a restore included. */
  long steps() {
    return values.read(step);
  }

  /** Epochs ever trained, those before a restore included. */
  long epochs() {
    return values.read(epoch);
  }

  /** The rate of the next update. */
  CurrentRate rate() {
    return rate;
  }

  /** What the variables hold. */
  VariableValues values() {
    return values;
  }

  /** The graph as TensorFlow describes it. */
  GraphDef definition() {
    return graph.toGraphDef();
  }

  @Override
  public void close() {
    sessions.close();
    graph.close();
  }
}
