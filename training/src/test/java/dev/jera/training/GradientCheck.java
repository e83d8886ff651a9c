package dev.jera.training;

import dev.jera.runtime.Tensors;
import dev.jera.runtime.gradient.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Compares the gradient that training uses with central differences, at every value.
 *
 * <p>The function is weighted with random numbers and summed, the sum taken in double precision
 * from float32 outputs, so that only the rounding of single outputs is left: with a step of 1e-2
 * about 1e-5, and as much from the third derivative.
 */
final class GradientCheck {
  private static final float STEP = 1e-2f;
  private static final double TOLERANCE = 2e-3;

  private final Graph graph;
  private final Ops tf;
  private final Operand<TFloat32> output;
  private final List<Operand<TFloat32>> inputs;

  /** The gradient of an output by inputs, all of whose shapes are known when values are given. */
  GradientCheck(Graph graph, Operand<TFloat32> output, List<Operand<TFloat32>> inputs) {
    this.graph = graph;
    this.tf = Ops.create(graph);
    this.output = output;
    this.inputs = inputs;
  }

  /** Checks at the given point: values and shapes of the inputs, in their order. */
  void passesAt(List<float[]> values, List<Shape> shapes) {
    Operand<TFloat32> pattern = tf.placeholder(TFloat32.class);
    Operand<TFloat32> flat = tf.reshape(output, tf.array(-1));
    Operand<TFloat32> sum = tf.reduceSum(tf.math.mul(flat, pattern), tf.constant(0));
    List<Operand<TFloat32>> gradients = Gradients.add(sum, inputs);
    try (Session session = new Session(graph)) {
      float[] outputs = run(session, values, shapes);
      float[] weights = random(outputs.length, 99);
      List<float[]> analytic = gradients(session, values, shapes, pattern, weights, gradients);
      for (int input = 0; input < values.size(); input++) {
        for (int i = 0; i < values.get(input).length; i++) {
          double numeric = difference(session, values, shapes, weights, input, i);
          Assertions.assertThat((double) analytic.get(input)[i])
              .as("d output / d input %d at %d", input, i)
              .isCloseTo(numeric, Assertions.within(TOLERANCE * Math.max(1, Math.abs(numeric))));
        }
      }
      for (float[] gradient : analytic) {
        Assertions.assertThat(gradient)
            .as("is not all zero")
            .isNotEqualTo(new float[gradient.length]);
      }
    }
  }

  private double difference(
      Session session,
      List<float[]> values,
      List<Shape> shapes,
      float[] weights,
      int input,
      int at) {
    double[] sums = new double[2];
    for (int side = 0; side < 2; side++) {
      List<float[]> moved = new ArrayList<>(values);
      moved.set(input, values.get(input).clone());
      moved.get(input)[at] += side == 0 ? -STEP : STEP;
      float[] outputs = run(session, moved, shapes);
      for (int i = 0; i < outputs.length; i++) {
        sums[side] += (double) weights[i] * outputs[i];
      }
    }
    return (sums[1] - sums[0]) / (2 * STEP);
  }

  private float[] run(Session session, List<float[]> values, List<Shape> shapes) {
    return run(session.runner(), values, shapes, List.of(output)).get(0);
  }

  private List<float[]> gradients(
      Session session,
      List<float[]> values,
      List<Shape> shapes,
      Operand<TFloat32> pattern,
      float[] weights,
      List<Operand<TFloat32>> gradients) {
    try (TFloat32 fed = Tensors.of(weights, Shape.of(weights.length))) {
      return run(session.runner().feed(pattern, fed), values, shapes, gradients);
    }
  }

  private List<float[]> run(
      Session.Runner runner,
      List<float[]> values,
      List<Shape> shapes,
      List<Operand<TFloat32>> fetches) {
    List<TFloat32> fed = new ArrayList<>();
    try {
      for (int i = 0; i < values.size(); i++) {
        fed.add(Tensors.of(values.get(i), shapes.get(i)));
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

  static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /**
   * Values in random order, all apart from each other and from 0 by more than two steps, so that no
   * step crosses the kink of a maximum or of a ReLU.
   */
  static float[] spread(int count, long seed) {
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add((i - count / 2 + 0.5f) * 3 * STEP);
    }
    java.util.Collections.shuffle(values, new Random(seed));
    float[] array = new float[count];
    for (int i = 0; i < count; i++) {
      array[i] = values.get(i);
    }
    return array;
  }
}
