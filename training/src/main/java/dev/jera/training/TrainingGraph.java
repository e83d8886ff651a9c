package dev.jera.training;

import com.google.common.collect.ImmutableList;
import dev.jera.model.Model;
import dev.jera.model.Randomness;
import dev.jera.model.Weights;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Saver;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.runtime.gradient.Gradients;
import dev.jera.training.metric.Metric;
import dev.jera.training.optimizer.OptimizerScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    step = variables.counter("step");
    epoch = variables.counter("epoch");
    features = model.input().placeholder(tf);
    labels = labelPlaceholder(tf, model, compilation);
    trainMeans = new MeanAccumulators(tf, "means/train", names(compilation));
    evaluateMeans = new MeanAccumulators(tf, "means/evaluate", names(compilation));

    Ops training = tf.withSubScope("training");
    Randomness randomness = new Randomness(compilation.seed(), step.value());
    Operand<TFloat32> trained = model.build(training, weights, features, Optional.of(randomness));
    List<Operand<TFloat32>> trainValues = values(training, compilation, trained);
    trainLoss = training.math.mean(trainValues.get(0), training.constant(0));
    trainStep = trainStep(training, compilation, trainValues);

    Ops inference = tf.withSubScope("inference");
    predictions = model.build(inference, weights, features, Optional.empty());
    evaluateStep =
        inference
            .withControlDependencies(evaluateMeans.add(values(inference, compilation, predictions)))
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

  private Op trainStep(Ops tf, Compilation compilation, List<Operand<TFloat32>> values) {
    List<Operand<TFloat32>> gradients =
        Gradients.add(trainLoss, weights.stream().map(Variable::value).toList());
    OptimizerScope scope =
        new OptimizerScope(tf.withSubScope("optimizer"), step.value(), variables);
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      updates.add(compilation.optimizer().apply(scope, weights.get(i), gradients.get(i)));
    }
    // The step is counted last: what depends on its number must not see the next one.
    Op count =
        tf.withControlDependencies(updates).assignAddVariableOp(step.handle(), tf.constant(1L));
    return tf.withControlDependencies(
            ImmutableList.<Op>builder().addAll(trainMeans.add(values)).add(count).build())
        .noOp();
  }

  /** The loss and the metrics, [batch] each, in the order of the names. */
  private List<Operand<TFloat32>> values(
      Ops tf, Compilation compilation, Operand<TFloat32> predictions) {
    List<Operand<TFloat32>> values = new ArrayList<>();
    values.add(compilation.loss().build(tf.withSubScope("loss"), labels, predictions));
    for (Metric metric : compilation.metrics()) {
      values.add(metric.build(tf.withSubScope(metric.name()), labels, predictions));
    }
    return values;
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
