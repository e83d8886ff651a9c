package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Floats;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.runtime.gradient.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Compares the gradients that training uses with central differences, at every value: for the test
 * of a layer of one's own.
 *
 * <pre>{@code
 * GradientCheck.check(new MyLayer(3), Shape.of(4, 5));
 * }</pre>
 *
 * <p>The function is weighted with random numbers and summed, the sum taken in double precision
 * from float32 outputs, so that only the rounding of single outputs is left: with a step of 1e-2
 * about 1e-5, and as much from the third derivative. Where differences over a whole and over half a
 * step disagree, the function has a kink within the step; such values are passed over, and may be
 * one in five at most.
 */
public final class GradientCheck {
  private static final float STEP = 1e-2f;
  private static final double TOLERANCE = 2e-3;
  private static final int BATCH = 2;

  private final Operand<TFloat32> output;
  private final List<? extends Operand<TFloat32>> inputs;
  private final List<float[]> values;
  private final List<Shape> shapes;
  private final Consumer<Session> initializer;

  private GradientCheck(
      Operand<TFloat32> output,
      List<? extends Operand<TFloat32>> inputs,
      List<float[]> values,
      List<Shape> shapes,
      Consumer<Session> initializer) {
    this.initializer = initializer;
    this.output = output;
    this.inputs = inputs;
    this.values = values;
    this.shapes = shapes;
  }

  /**
   * Checks a layer, as it is built for training, by each of its inputs and trainable weights.
   *
   * @param examples the shapes of one example of each input, without the batch
   * @throws AssertionError if a gradient is wrong; the message names the input or weight, the place
   *     in it and both numbers
   * @throws dev.jera.runtime.gradient.GradientException if there is no gradient
   */
  public static void check(Layer layer, Shape... examples) {
    List<SymbolicTensor> inputs =
        Arrays.stream(examples).map(example -> Input.of(example.asArray()).tensor()).toList();
    check(Model.of(inputs, layer.allOn(inputs.toArray(SymbolicTensor[]::new))));
  }

  /** Checks a model as a layer is checked. All outputs are checked together. */
  public static void check(Model model) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables all = new Variables(tf);
      List<Variable<TFloat32>> variables = model.createVariables(tf, all, 1);
      List<Operand<TFloat32>> inputs = new ArrayList<>();
      List<Shape> shapes = new ArrayList<>();
      for (Model.Port port : model.inputs()) {
        Input input = model.input(port);
        inputs.add(tf.placeholder(TFloat32.class, Placeholder.shape(input.batchShape())));
        shapes.add(Shape.of(BATCH).append(input.shape()));
      }
      Randomness randomness = new Randomness(5, tf.constant(3L));
      BuiltModel built = model.build(tf, variables, List.copyOf(inputs), Optional.of(randomness));
      for (Variable<TFloat32> variable : variables) {
        inputs.add(variable.value());
        shapes.add(variable.shape());
      }
      List<float[]> values = new ArrayList<>();
      for (Shape shape : shapes) {
        values.add(spread(Math.toIntExact(shape.size()), values.size()));
      }
      List<Operand<TFloat32>> flat =
          built.outputs().stream()
              .map(output -> (Operand<TFloat32>) tf.reshape(output, tf.array(-1)))
              .toList();
      Operand<TFloat32> output = flat.size() == 1 ? flat.get(0) : tf.concat(flat, tf.constant(0));
      new GradientCheck(output, inputs, values, shapes, all::initialize).run();
    }
  }

  /**
   * Checks an output of a graph.
   *
   * @param inputs what it is differentiated by
   * @param values the point at which it is checked: a value for each input
   * @param shapes the shapes of these values
   */
  public static void check(
      Operand<TFloat32> output,
      List<? extends Operand<TFloat32>> inputs,
      List<float[]> values,
      List<Shape> shapes) {
    checkArgument(
        output.env() instanceof Graph, "output: not in a graph (expected: built by a graph's Ops)");
    new GradientCheck(output, inputs, values, shapes, session -> {}).run();
  }

  private void run() {
    Graph graph = (Graph) output.env();
    Ops tf = Ops.create(graph).withSubScope("gradient_check");
    Operand<TFloat32> pattern = tf.placeholder(TFloat32.class);
    Operand<TFloat32> flat = tf.reshape(output, tf.array(-1));
    Operand<TFloat32> sum = tf.reduceSum(tf.math.mul(flat, pattern), tf.constant(0));
    List<Integer> differentiable = dependencies(sum);
    // A sum hands one gradient to all its inputs; a session refuses to fetch it twice.
    List<Operand<TFloat32>> gradients =
        Gradients.add(sum, differentiable.stream().map(inputs::get).toList()).stream()
            .map(gradient -> (Operand<TFloat32>) tf.identity(gradient))
            .toList();
    try (Session session = SessionOptions.defaults().withVisibleGpus(List.of()).open(graph)) {
      // Weights are fed, but TensorFlow may read them all the same where it rewrites the graph.
      initializer.accept(session);
      float[] weights = normal(fetch(session, values, List.of(output)).get(0).length);
      List<float[]> analytic;
      try (TFloat32 fed = Tensors.of(weights, Shape.of(weights.length))) {
        analytic = fetch(session.runner().feed(pattern, fed), values, gradients);
      }
      for (int i = 0; i < analytic.size(); i++) {
        compare(session, weights, differentiable.get(i), analytic.get(i));
      }
    }
  }

  /** The inputs on which the output depends by slopes; a weight that is only read has none. */
  private List<Integer> dependencies(Operand<TFloat32> sum) {
    List<Integer> dependencies = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (Gradients.dependsOn(sum, inputs.get(i))) {
        dependencies.add(i);
      }
    }
    return dependencies;
  }

  private void compare(Session session, float[] weights, int input, float[] analytic) {
    int kinks = 0;
    boolean allZero = true;
    for (int i = 0; i < analytic.length; i++) {
      double whole = difference(session, weights, input, i, STEP);
      double half = difference(session, weights, input, i, STEP / 2);
      double tolerance = TOLERANCE * Math.max(1, Math.abs(whole));
      allZero &= analytic[i] == 0;
      if (Math.abs(whole - half) > tolerance) {
        kinks++;
      } else if (!(Math.abs(whole - analytic[i]) <= 2 * tolerance)) {
        throw new AssertionError(
            "d output / d '%s' %s at %s: %s (expected: %s, by central differences)"
                .formatted(
                    inputs.get(input).op().name(),
                    Shapes.format(shapes.get(input)),
                    i,
                    analytic[i],
                    whole));
      }
    }
    if (allZero || kinks > Math.max(1, analytic.length / 5)) {
      throw new AssertionError(
          "d output / d '%s': %s (expected: slopes to compare; choose other values or shapes)"
              .formatted(
                  inputs.get(input).op().name(),
                  allZero ? "zero everywhere" : kinks + " kinks of " + analytic.length));
    }
  }

  private double difference(Session session, float[] weights, int input, int at, float step) {
    double[] sums = new double[2];
    for (int side = 0; side < 2; side++) {
      List<float[]> moved = new ArrayList<>(values);
      moved.set(input, values.get(input).clone());
      moved.get(input)[at] += side == 0 ? -step : step;
      float[] outputs = fetch(session, moved, List.of(output)).get(0);
      for (int i = 0; i < outputs.length; i++) {
        sums[side] += (double) weights[i] * outputs[i];
      }
    }
    return (sums[1] - sums[0]) / (2 * step);
  }

  private List<float[]> fetch(
      Session session, List<float[]> point, List<Operand<TFloat32>> fetches) {
    return fetch(session.runner(), point, fetches);
  }

  private List<float[]> fetch(
      Session.Runner runner, List<float[]> point, List<Operand<TFloat32>> fetches) {
    List<TFloat32> fed = new ArrayList<>();
    try {
      for (int i = 0; i < point.size(); i++) {
        fed.add(Tensors.of(point.get(i), shapes.get(i)));
        runner.feed(inputs.get(i), fed.get(i));
      }
      fetches.forEach(runner::fetch);
      try (Result result = runner.run()) {
        List<float[]> fetched = new ArrayList<>();
        for (int i = 0; i < fetches.size(); i++) {
          fetched.add(Tensors.toFloats(result.get(i)));
        }
        return fetched;
      }
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  private static float[] normal(int count) {
    Random random = new Random(99);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /**
   * Values in random order, all apart from each other, from 0 and from those of the next input by
   * more than a step, so that no step crosses the kink of a maximum or of a ReLU.
   */
  private static float[] spread(int count, int input) {
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add((i - count / 2 + 0.5f + input % 2 * 0.5f) * 3 * STEP + STEP / 4);
    }
    Collections.shuffle(values, new Random(Seeds.derive(input, "values")));
    return Floats.toArray(values);
  }
}
