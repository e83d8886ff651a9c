package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import dev.jera.model.BuiltModel;
import dev.jera.model.Model;
import dev.jera.model.Randomness;
import dev.jera.model.WeightSpec;
import dev.jera.model.Weights;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.regularizer.Regularizer;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Saver;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.runtime.gradient.GradientException;
import dev.jera.runtime.gradient.Gradients;
import dev.jera.training.metric.Metric;
import dev.jera.training.optimizer.OptimizerScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * A model as TensorFlow trains it: built twice over the same variables, once for training and once
 * for inference, in one graph, alive on one session.
 */
final class TrainingGraph implements AutoCloseable {
  private final Graph graph;
  private final Variables variables;
  private final List<Variable<TFloat32>> weights;
  private final Variable<TInt64> step;
  private final Variable<TInt64> epoch;
  private final MeanAccumulators trainMeans;
  private final MeanAccumulators evaluateMeans;
  private final Operand<? extends TNumber> features;
  private final Operand<? extends TNumber> labels;
  private final Operand<TFloat32> trainLoss;
  private final Op trainStep;
  private final Op evaluateStep;
  private final Op endEpoch;
  private final Operand<TFloat32> predictions;
  private final Operand<TBool> weightsFinite;
  private final Saver saver;
  private final Session session;

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
    variables = new Variables(tf);
    weights = model.createVariables(tf, variables, compilation.seed());
    step = variables.counter("counters/step");
    epoch = variables.counter("counters/epoch");
    features = model.input().placeholder(tf, model.inputNames().get(0));
    labels = labelPlaceholder(tf, model, compilation);
    trainMeans = new MeanAccumulators(tf, "means/train", names(compilation));
    evaluateMeans = new MeanAccumulators(tf, "means/evaluate", names(compilation));

    Ops training = tf.withSubScope("training");
    Randomness randomness = new Randomness(compilation.seed(), step.value());
    BuiltModel trained = model.build(training, weights, List.of(features), Optional.of(randomness));
    List<Operand<TFloat32>> trainValues = values(training, model, compilation, trained);
    trainLoss = training.math.mean(trainValues.get(0), training.constant(0));
    trainStep = trainStep(training, model, compilation, trainValues, trained);

    Ops inference = tf.withSubScope("inference");
    BuiltModel inferred = model.build(inference, weights, List.of(features), Optional.empty());
    predictions = inferred.output();
    evaluateStep =
        inference
            .withControlDependencies(
                evaluateMeans.add(values(inference, model, compilation, inferred)))
            .noOp();
    endEpoch = tf.assignAddVariableOp(epoch.handle(), tf.constant(1L));
    saver = Saver.add(tf, variables.all());
    weightsFinite = weightsFinite(tf);
    session = new Session(graph, compilation.session().toProto());
    try {
      variables.initialize(session);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  private Operand<TBool> weightsFinite(Ops tf) {
    List<Operand<TBool>> finite = new ArrayList<>();
    for (Variable<TFloat32> weight : weights) {
      Operand<TFloat32> flat = tf.reshape(weight.value(), tf.array(-1));
      finite.add(tf.reduceAll(tf.math.isFinite(flat), tf.constant(0)));
    }
    return finite.isEmpty() ? tf.constant(true) : tf.reduceAll(tf.stack(finite), tf.constant(0));
  }

  private Op trainStep(
      Ops tf,
      Model model,
      Compilation compilation,
      List<Operand<TFloat32>> values,
      BuiltModel trained) {
    List<Variable<TFloat32>> trainable = weights.stream().filter(Variable::trainable).toList();
    List<Operand<TFloat32>> gradients =
        trainable.isEmpty() ? List.of() : gradients(model, trained, trainable);
    OptimizerScope scope =
        new OptimizerScope(tf.withSubScope("optimizer"), step.value(), variables);
    Map<String, WeightSpec> specs = Maps.uniqueIndex(model.weights(), WeightSpec::name);
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < trainable.size(); i++) {
      Variable<TFloat32> weight = trainable.get(i);
      checkArgument(
          !trained.updates().containsKey(weight.name()),
          "Weight '%s': its layer updates it, and the optimizer, too (expected: one of them; a weight that its layer updates is WeightSpec.frozen())",
          weight.name());
      Operand<TFloat32> gradient = afterRead(tf, weight).identity(gradients.get(i));
      Op applied = compilation.optimizer().apply(scope, weight, gradient);
      updates.add(constrain(tf, weight, requireNonNull(specs.get(weight.name())), applied));
    }
    for (Variable<TFloat32> weight : weights) {
      Operand<TFloat32> value = trained.updates().get(weight.name());
      if (value != null) {
        updates.add(afterRead(tf, weight).assignVariableOp(weight.handle(), value));
      }
    }
    // The step is counted last: what depends on its number must not see the next one.
    Op count =
        tf.withControlDependencies(updates).assignAddVariableOp(step.handle(), tf.constant(1L));
    return tf.withControlDependencies(
            ImmutableList.<Op>builder().addAll(trainMeans.add(values)).add(count).build())
        .noOp();
  }

  /** The gradients; where one is missing or wrong, the layer is named whose op it is. */
  private List<Operand<TFloat32>> gradients(
      Model model, BuiltModel trained, List<Variable<TFloat32>> trainable) {
    for (Variable<TFloat32> weight : trainable) {
      checkArgument(
          Gradients.dependsOn(trainLoss, weight.value()),
          "Model '%s': the loss does not depend on the weight '%s' (expected: on every trainable one; freeze(\"%s\") leaves it as it is)",
          model.name(),
          weight.name(),
          weight.name().substring(0, weight.name().lastIndexOf('/')));
    }
    try {
      return Gradients.add(trainLoss, trainable.stream().map(Variable::value).toList());
    } catch (GradientException e) {
      String layer = e.node().flatMap(trained::layerOf).orElse("");
      throw layer.isEmpty()
          ? e
          : e.within("Layer '%s' of model '%s'".formatted(layer, model.name()));
    }
  }

  /** Ops that run once the step has read the weight: it sees no value of its own making. */
  private static Ops afterRead(Ops tf, Variable<TFloat32> weight) {
    return tf.withControlDependencies(List.of(weight.value()));
  }

  /** What makes a weight hold its constraint after the optimizer's op. */
  private static Op constrain(Ops tf, Variable<TFloat32> weight, WeightSpec spec, Op applied) {
    if (spec.constraint().equals(Constraint.none())) {
      return applied;
    }
    Ops after = tf.withSubScope("constraint").withControlDependencies(List.of(applied));
    Operand<TFloat32> value = after.readVariableOp(weight.handle(), TFloat32.class);
    return after.assignVariableOp(weight.handle(), spec.constraint().build(after, value));
  }

  /** The loss and the metrics, [batch] each, in the order of the names. */
  private List<Operand<TFloat32>> values(
      Ops tf, Model model, Compilation compilation, BuiltModel built) {
    Operand<TFloat32> predictions = built.output();
    Operand<TFloat32> loss = compilation.loss().build(tf.withSubScope("loss"), labels, predictions);
    List<Operand<TFloat32>> values = new ArrayList<>();
    values.add(withPenalties(tf.withSubScope("penalties"), model, built, loss));
    for (Metric metric : compilation.metrics()) {
      values.add(metric.build(tf.withSubScope(metric.name()), labels, predictions));
    }
    return values;
  }

  /** The loss of each example and what regularizers and layers add to it, the same for each. */
  private Operand<TFloat32> withPenalties(
      Ops tf, Model model, BuiltModel built, Operand<TFloat32> loss) {
    List<Operand<TFloat32>> penalties = new ArrayList<>(built.losses());
    List<WeightSpec> specs = model.weights();
    for (int i = 0; i < specs.size(); i++) {
      WeightSpec spec = specs.get(i);
      if (spec.trainable() && !spec.regularizer().equals(Regularizer.none())) {
        penalties.add(spec.regularizer().build(tf, weights.get(i).value()));
      }
    }
    return penalties.isEmpty() ? loss : tf.math.add(loss, tf.math.addN(penalties));
  }

  private static List<String> names(Compilation compilation) {
    List<String> names = new ArrayList<>(List.of("loss"));
    compilation.metrics().forEach(metric -> names.add(metric.name()));
    return names;
  }

  private static Operand<? extends TNumber> labelPlaceholder(
      Ops tf, Model model, Compilation compilation) {
    Class<? extends TType> type = compilation.loss().labelDtype().tensorType().orElseThrow();
    return tf.withName("labels")
        .placeholder(
            type.asSubclass(TNumber.class),
            Placeholder.shape(compilation.loss().labelShape(model.outputShape())));
  }

  /** Runs a step of training and gives its mean loss. */
  float train(Batch batch) {
    try (Result result = feed(batch).addTarget(trainStep).fetch(trainLoss).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /** Adds a batch to the means without training on it. */
  void evaluate(Batch batch) {
    feed(batch).addTarget(evaluateStep).run().close();
  }

  /** Predicts; the caller closes the result. */
  Result predict(Tensor examples) {
    return session.runner().feed(features, examples).fetch(predictions).run();
  }

  /** The means over the training batches since the last reset. */
  Map<String, Double> trainMeans() {
    return trainMeans.read(session);
  }

  void resetTrainMeans() {
    trainMeans.reset(session);
  }

  /** The means over the evaluated batches since the last reset. */
  Map<String, Double> evaluateMeans() {
    return evaluateMeans.read(session);
  }

  void resetEvaluateMeans() {
    evaluateMeans.reset(session);
  }

  /** Whether no weight is NaN or infinite. */
  boolean weightsAreFinite() {
    try (Result result = session.runner().fetch(weightsFinite).run()) {
      return ((TBool) result.get(0)).getBoolean();
    }
  }

  void endEpoch() {
    session.runner().addTarget(endEpoch).run().close();
  }

  /** Steps ever trained, those before a restore included. */
  long steps() {
    return read(step);
  }

  /** Epochs ever trained, those before a restore included. */
  long epochs() {
    return read(epoch);
  }

  Weights readWeights() {
    return new Weights(variables.read(session, weights));
  }

  void assign(Weights values) {
    Set<String> names = weights.stream().map(Variable::name).collect(Collectors.toSet());
    values
        .values()
        .keySet()
        .forEach(
            name ->
                checkArgument(
                    names.contains(name), "weights: no '%s' (expected: of %s)", name, names));
    variables.assign(session, values.values());
  }

  void save(Path prefix) {
    saver.save(session, prefix);
  }

  void restore(Path prefix) {
    saver.restore(session, prefix);
  }

  private Session.Runner feed(Batch batch) {
    return session.runner().feed(features, batch.features()).feed(labels, batch.labels());
  }

  private long read(Variable<TInt64> counter) {
    try (Result result = session.runner().fetch(counter.value()).run()) {
      return Tensors.toLongs(result.get(0))[0];
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
