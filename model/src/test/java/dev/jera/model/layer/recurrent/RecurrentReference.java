package dev.jera.model.layer.recurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The recurrent layers' equations, in plain Java and double precision, one example at a time. */
final class RecurrentReference {
  static final int BATCH = 2;
  static final int STEPS = 4;
  static final int FEATURES = 3;
  static final int UNITS = 2;

  /** One step of one example: the next state from the input and the state. */
  interface Step {
    double[][] next(double[] x, double[][] state);
  }

  private RecurrentReference() {}

  static float[] random(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static NdArray<?> array(float[] values, long... shape) {
    return NdArrays.wrap(Shape.of(shape), DataBuffers.of(values));
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** h' = tanh(W x + U h + b). */
  static Step simple(float[] kernel, float[] recurrent, float[] bias) {
    return (x, state) -> {
      double[] h = new double[UNITS];
      for (int unit = 0; unit < UNITS; unit++) {
        h[unit] =
            Math.tanh(
                column(x, kernel, UNITS, unit)
                    + column(state[0], recurrent, UNITS, unit)
                    + bias[unit]);
      }
      return new double[][] {h};
    };
  }

  /** Hochreiter and Schmidhuber with a forget gate; columns in the order i, f, g, o. */
  static Step lstm(
      float[] kernel, float[] recurrent, float[] bias, DoubleUnaryOperator activation) {
    return (x, state) -> {
      double[] h = new double[UNITS];
      double[] c = new double[UNITS];
      for (int unit = 0; unit < UNITS; unit++) {
        double[] z = new double[4];
        for (int gate = 0; gate < 4; gate++) {
          int at = gate * UNITS + unit;
          z[gate] =
              column(x, kernel, 4 * UNITS, at)
                  + column(state[0], recurrent, 4 * UNITS, at)
                  + bias[at];
        }
        c[unit] = sigmoid(z[1]) * state[1][unit] + sigmoid(z[0]) * activation.applyAsDouble(z[2]);
        h[unit] = sigmoid(z[3]) * activation.applyAsDouble(c[unit]);
      }
      return new double[][] {h, c};
    };
  }

  /** Cho et al., version 1: r scales what comes of U h, which has a bias; columns z, r, g. */
  static Step gruResetAfter(float[] kernel, float[] recurrent, float[] bias) {
    int width = 3 * UNITS;
    return (x, state) -> {
      double[] h = new double[UNITS];
      for (int unit = 0; unit < UNITS; unit++) {
        double[] ofX = new double[3];
        double[] ofH = new double[3];
        for (int gate = 0; gate < 3; gate++) {
          int at = gate * UNITS + unit;
          ofX[gate] = column(x, kernel, width, at) + bias[at];
          ofH[gate] = column(state[0], recurrent, width, at) + bias[width + at];
        }
        double z = sigmoid(ofX[0] + ofH[0]);
        double r = sigmoid(ofX[1] + ofH[1]);
        h[unit] = z * state[0][unit] + (1 - z) * Math.tanh(ofX[2] + r * ofH[2]);
      }
      return new double[][] {h};
    };
  }

  /** Cho et al., version 3: r scales h before its product with U; columns z, r, g. */
  static Step gruResetBefore(float[] kernel, float[] recurrent, float[] bias) {
    int width = 3 * UNITS;
    return (x, state) -> {
      double[] reset = new double[UNITS];
      for (int unit = 0; unit < UNITS; unit++) {
        int at = UNITS + unit;
        double r =
            sigmoid(
                column(x, kernel, width, at) + column(state[0], recurrent, width, at) + bias[at]);
        reset[unit] = r * state[0][unit];
      }
      double[] h = new double[UNITS];
      for (int unit = 0; unit < UNITS; unit++) {
        double z =
            sigmoid(
                column(x, kernel, width, unit)
                    + column(state[0], recurrent, width, unit)
                    + bias[unit]);
        int at = 2 * UNITS + unit;
        double g =
            Math.tanh(
                column(x, kernel, width, at) + column(reset, recurrent, width, at) + bias[at]);
        h[unit] = z * state[0][unit] + (1 - z) * g;
      }
      return new double[][] {h};
    };
  }

  /**
   * Goes over the steps of every example.
   *
   * @param states the state to begin with, [batch, units] each
   * @return the outputs of all steps in the order taken, then the last state
   */
  static List<float[]> walk(Step step, float[] x, List<float[]> states, boolean backwards) {
    float[] sequence = new float[BATCH * STEPS * UNITS];
    List<float[]> outputs = new ArrayList<>(List.of(sequence));
    states.forEach(any -> outputs.add(new float[BATCH * UNITS]));
    for (int example = 0; example < BATCH; example++) {
      double[][] state = new double[states.size()][];
      for (int i = 0; i < state.length; i++) {
        state[i] = doubles(states.get(i), example * UNITS, UNITS);
      }
      for (int t = 0; t < STEPS; t++) {
        int from = backwards ? STEPS - 1 - t : t;
        state = step.next(doubles(x, (example * STEPS + from) * FEATURES, FEATURES), state);
        put(state[0], sequence, (example * STEPS + t) * UNITS);
      }
      for (int i = 0; i < state.length; i++) {
        put(state[i], outputs.get(1 + i), example * UNITS);
      }
    }
    return outputs;
  }

  private static double column(double[] x, float[] matrix, int width, int column) {
    double sum = 0;
    for (int row = 0; row < x.length; row++) {
      sum += x[row] * matrix[row * width + column];
    }
    return sum;
  }

  private static double[] doubles(float[] values, int from, int count) {
    double[] part = new double[count];
    for (int i = 0; i < count; i++) {
      part[i] = values[from + i];
    }
    return part;
  }

  private static void put(double[] values, float[] into, int at) {
    for (int i = 0; i < values.length; i++) {
      into[at + i] = (float) values[i];
    }
  }
}
