package dev.jera.bench;

import static java.util.Objects.requireNonNull;

import dev.jera.model.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * A network that is trained as one writes it by hand on TensorFlow Java alone: resource variables,
 * one-hot labels (TensorFlow Java has no gradient of the sparse cross-entropy), Adam's own op, the
 * default session.
 *
 * <p>Of Jera it takes the first values of the weights, nothing that runs in a step.
 */
public final class RawNet implements AutoCloseable {
  private static final int CLASSES = 10;

  /** A resource, and its value as a step sees it before its updates. */
  private record Variable(Operand<? extends TType> handle, Operand<TFloat32> value) {}

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final List<Op> initializers = new ArrayList<>();
  private final List<Op> moves = new ArrayList<>();
  private final Map<String, Variable> weights = new LinkedHashMap<>();
  private final Placeholder<TUint8> x;
  private final Placeholder<TUint8> y;
  private final Operand<TFloat32> loss;
  private final Op step;
  private final Session session;

  /**
   * Builds it.
   *
   * @param initial the first values of the weights, by Jera's names
   * @param network its ops
   */
  public RawNet(Weights initial, RawGraph network) {
    initial
        .values()
        .forEach(
            (name, value) -> weights.put(name, variable(name, tf.constant((FloatNdArray) value))));
    x = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, 28, 28, 1)));
    y = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1)));
    Operand<TFloat32> oneHot = tf.oneHot(y, tf.constant(CLASSES), tf.constant(1f), tf.constant(0f));
    Operand<TFloat32> images =
        tf.math.mul(tf.dtypes.cast(x, TFloat32.class), tf.constant(1 / 255f));
    Operand<TFloat32> logits =
        network.logits(new RawGraph.Scope(tf, this::value, this::update), images);
    loss = tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, oneHot).loss(), tf.constant(0));
    step = adam();
    session = new Session(graph);
    Session.Runner runner = session.runner();
    initializers.forEach(runner::addTarget);
    runner.run().close();
  }

  private Op adam() {
    Operand<TFloat32> rate = tf.constant(0.001f);
    Operand<TFloat32> beta1 = tf.constant(0.9f);
    Operand<TFloat32> beta2 = tf.constant(0.999f);
    Operand<TFloat32> epsilon = tf.constant(1e-7f);
    Variable power1 = variable("beta1_power", beta1);
    Variable power2 = variable("beta2_power", beta2);
    List<Map.Entry<String, Variable>> trained =
        weights.entrySet().stream().filter(weight -> !weight.getKey().contains("moving_")).toList();
    Output<?>[] values =
        trained.stream().map(w -> w.getValue().value().asOutput()).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), values);
    List<Op> updates = new ArrayList<>(moves);
    int index = 0;
    for (Map.Entry<String, Variable> weight : trained) {
      Shape shape = weight.getValue().value().shape();
      Operand<TFloat32> zeros = tf.zeros(tf.constant(shape.asArray()), TFloat32.class);
      updates.add(
          tf.train.resourceApplyAdam(
              weight.getValue().handle(),
              variable(weight.getKey() + "/m", zeros).handle(),
              variable(weight.getKey() + "/v", zeros).handle(),
              power1.value(),
              power2.value(),
              rate,
              beta1,
              beta2,
              epsilon,
              gradients[index++].expect(TFloat32.class)));
    }
    Ops after = tf.withControlDependencies(updates);
    Op next1 = after.assignVariableOp(power1.handle(), after.math.mul(power1.value(), beta1));
    Op next2 = after.assignVariableOp(power2.handle(), after.math.mul(power2.value(), beta2));
    return tf.withControlDependencies(next1, next2).noOp();
  }

  private Variable variable(String name, Operand<TFloat32> initial) {
    Operand<? extends TType> handle =
        tf.varHandleOp(TFloat32.class, initial.shape(), VarHandleOp.sharedName(name));
    initializers.add(tf.assignVariableOp(handle, initial));
    return new Variable(handle, tf.readVariableOp(handle, TFloat32.class));
  }

  private Operand<TFloat32> value(String weight) {
    return requireNonNull(weights.get(weight), weight).value();
  }

  private void update(String weight, Operand<TFloat32> value) {
    moves.add(tf.assignVariableOp(requireNonNull(weights.get(weight), weight).handle(), value));
  }

  /**
   * Takes a step.
   *
   * @param images [n, 28, 28, 1], 0 to 255
   * @param digits [n]
   * @return the mean loss, before the step
   */
  public float step(byte[] images, byte[] digits) {
    Shape shape = Shape.of(digits.length, 28, 28, 1);
    try (TUint8 features = TUint8.tensorOf(shape, DataBuffers.of(images, true, false));
        TUint8 classes =
            TUint8.tensorOf(Shape.of(digits.length), DataBuffers.of(digits, true, false));
        Result result =
            session.runner().feed(x, features).feed(y, classes).addTarget(step).fetch(loss).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
