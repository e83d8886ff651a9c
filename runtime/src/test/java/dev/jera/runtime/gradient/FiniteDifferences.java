package dev.jera.runtime.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jera.runtime.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Compares the gradient of a function with central differences, at every value of every input.
 *
 * <p>The function's output is weighted with random numbers and summed, the sum taken in double
 * precision from float32 outputs.
 */
final class FiniteDifferences {
  private static final float STEP = 1e-2f;
  private static final double TOLERANCE = 2e-3;

  /** What is differentiated. */
  @FunctionalInterface
  interface Function {
    Operand<TFloat32> apply(Ops tf, List<Operand<TFloat32>> x);
  }

  /** A function, where it is differentiated, and what it is called. */
  record Case(String name, Function function, List<Shape> shapes, List<float[]> values) {
    /** At values that are all different, by more than a step, from each other and from 0. */
    static Case apart(String name, Function function, Shape... shapes) {
      int count = 0;
      for (Shape shape : shapes) {
        count += Math.toIntExact(shape.size());
      }
      List<Float> spread = new ArrayList<>();
      float distance = Math.max(3 * STEP, 3f / count);
      for (int i = 0; i < count; i++) {
        spread.add((i - count / 2 + 0.5f) * distance);
      }
      Collections.shuffle(spread, new Random(7));
      List<float[]> values = new ArrayList<>();
      int at = 0;
      for (Shape shape : shapes) {
        float[] some = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < some.length; i++) {
          some[i] = spread.get(at++);
        }
        values.add(some);
      }
      return new Case(name, function, List.of(shapes), values);
    }

    /** At values between 0.3 and 1. */
    static Case positive(String name, Function function, Shape... shapes) {
      List<float[]> values = new ArrayList<>();
      Random random = new Random(3);
      for (Shape shape : shapes) {
        float[] some = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < some.length; i++) {
          some[i] = 0.3f + 0.7f * random.nextFloat();
        }
        values.add(some);
      }
      return new Case(name, function, List.of(shapes), values);
    }

    static Case at(String name, Function function, Shape shape, float... values) {
      return new Case(name, function, List.of(shape), List.of(values));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final Case point;
  private final List<Operand<TFloat32>> inputs = new ArrayList<>();

  private FiniteDifferences(Case point) {
    this.point = point;
  }

  static Shape shape(long... sizes) {
    return Shape.of(sizes);
  }

  /** Fails where a gradient is not the slope. */
  static void check(Case point) {
    new FiniteDifferences(point).check();
  }

  private void check() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      for (Shape shape : point.shapes()) {
        inputs.add(tf.placeholder(TFloat32.class, Placeholder.shape(shape)));
      }
      Operand<TFloat32> output = point.function().apply(tf, inputs);
      Operand<TFloat32> pattern = tf.placeholder(TFloat32.class);
      Operand<TFloat32> weighted = tf.math.mul(tf.reshape(output, tf.array(-1)), pattern);
      List<Operand<TFloat32>> gradients =
          Gradients.add(tf.reduceSum(weighted, tf.constant(0)), inputs);
      try (Session session = new Session(graph)) {
        float[] outputs = run(session.runner(), point.values(), List.of(output)).get(0);
        float[] weights = weights(outputs.length);
        try (TFloat32 fed = Tensors.of(weights, Shape.of(weights.length))) {
          compare(
              session,
              output,
              weights,
              run(session.runner().feed(pattern, fed), point.values(), gradients));
        }
      }
    }
  }

  private void compare(
      Session session, Operand<TFloat32> output, float[] weights, List<float[]> gradients) {
    for (int input = 0; input < inputs.size(); input++) {
      assertThat(gradients.get(input)).hasSameSizeAs(point.values().get(input));
      for (int i = 0; i < gradients.get(input).length; i++) {
        double slope =
            (sum(session, output, weights, input, i, STEP)
                    - sum(session, output, weights, input, i, -STEP))
                / (2 * STEP);
        assertThat((double) gradients.get(input)[i])
            .as("%s: d output / d input %d at %d", point.name(), input, i)
            .isCloseTo(slope, within(TOLERANCE * Math.max(1, Math.abs(slope))));
      }
    }
  }

  private double sum(
      Session session, Operand<TFloat32> output, float[] weights, int input, int at, float step) {
    List<float[]> moved = new ArrayList<>(point.values());
    moved.set(input, moved.get(input).clone());
    moved.get(input)[at] += step;
    float[] outputs = run(session.runner(), moved, List.of(output)).get(0);
    double sum = 0;
    for (int i = 0; i < outputs.length; i++) {
      sum += (double) weights[i] * outputs[i];
    }
    return sum;
  }

  private List<float[]> run(
      Session.Runner runner, List<float[]> values, List<? extends Operand<TFloat32>> fetches) {
    List<TFloat32> fed = new ArrayList<>();
    try {
      for (int i = 0; i < values.size(); i++) {
        fed.add(Tensors.of(values.get(i), point.shapes().get(i)));
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

  private static float[] weights(int count) {
    Random random = new Random(99);
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return weights;
  }
}
