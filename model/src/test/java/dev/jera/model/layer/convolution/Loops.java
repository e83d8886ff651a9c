package dev.jera.model.layer.convolution;

import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Window;
import java.util.Random;
import java.util.function.Consumer;
import org.tensorflow.ndarray.Shape;

/** Convolutions of one example by plain loops, from their definitions, in double precision. */
final class Loops {
  private Loops() {}

  /**
   * An output is the sum over the window's values t and the channels of its group.
   *
   * @param x [sizes ..., channels]
   * @param kernel [window's sizes ..., channels / groups, filters]
   */
  static float[] convolve(float[] x, Shape shape, float[] kernel, int filters, Window window) {
    int axes = window.size().size();
    int channels = (int) shape.get(axes);
    int[] output = outputSizes(shape, window);
    int seen = kernel.length / product(ints(window)) / filters;
    int perGroup = filters / (channels / seen);
    double[] y = new double[product(output) * filters];
    each(
        output,
        at ->
            each(
                ints(window),
                t -> {
                  int from = index(seen(at, t, shape, window), sizes(shape));
                  int tap = index(t, ints(window));
                  for (int f = 0; from >= 0 && f < filters; f++) {
                    for (int c = 0; c < seen; c++) {
                      y[index(at, output) * filters + f] +=
                          (double) x[from * channels + f / perGroup * seen + c]
                              * kernel[(tap * seen + c) * filters + f];
                    }
                  }
                }));
    return floats(y);
  }

  /**
   * Output channel c * multiplier + q is channel c by its q-th kernel.
   *
   * @param x [sizes ..., channels]
   * @param kernel [window's sizes ..., channels, multiplier]
   */
  static float[] depthwise(float[] x, Shape shape, float[] kernel, int multiplier, Window window) {
    int channels = (int) shape.get(window.size().size());
    int[] output = outputSizes(shape, window);
    double[] y = new double[product(output) * channels * multiplier];
    each(
        output,
        at ->
            each(
                ints(window),
                t -> {
                  int from = index(seen(at, t, shape, window), sizes(shape));
                  int tap = index(t, ints(window));
                  for (int c = 0; from >= 0 && c < channels; c++) {
                    for (int q = 0; q < multiplier; q++) {
                      y[(index(at, output) * channels + c) * multiplier + q] +=
                          (double) x[from * channels + c]
                              * kernel[(tap * channels + c) * multiplier + q];
                    }
                  }
                }));
    return floats(y);
  }

  /**
   * Every input is added, times the kernel, to the outputs that a convolution of the output would
   * see for it.
   *
   * @param x [sizes ..., channels]
   * @param kernel [window's sizes ..., filters, channels]
   */
  static float[] transpose(
      float[] x, Shape shape, float[] kernel, int filters, Window window, Shape outputShape) {
    int axes = window.size().size();
    int channels = (int) shape.get(axes);
    int[] output = sizes(outputShape);
    double[] y = new double[product(output) * filters];
    each(
        sizes(shape),
        at ->
            each(
                ints(window),
                t -> {
                  int[] place = new int[axes];
                  for (int axis = 0; axis < axes; axis++) {
                    int stride = window.strides().get(axis);
                    long whole = (shape.get(axis) - 1) * stride + window.reach(axis);
                    long cut =
                        window.padding() == Padding.SAME
                            ? Math.max(whole - output[axis], 0) / 2
                            : 0;
                    place[axis] =
                        (int) (at[axis] * stride + t[axis] * window.dilationRate().get(axis) - cut);
                  }
                  int to = index(place, output);
                  for (int f = 0; to >= 0 && f < filters; f++) {
                    for (int c = 0; c < channels; c++) {
                      y[to * filters + f] +=
                          (double) x[index(at, sizes(shape)) * channels + c]
                              * kernel[(index(t, ints(window)) * filters + f) * channels + c];
                    }
                  }
                }));
    return floats(y);
  }

  /** Adds a bias to the last axis. */
  static float[] plus(float[] x, float[] bias) {
    float[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] += bias[i % bias.length];
    }
    return y;
  }

  static float[] random(long count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[(int) count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }

  /** TensorFlow's formulas, from the documentation of tf.nn.convolution. */
  static int[] outputSizes(Shape shape, Window window) {
    int[] sizes = new int[window.size().size()];
    for (int axis = 0; axis < sizes.length; axis++) {
      double length =
          window.padding() == Padding.VALID
              ? shape.get(axis) - window.reach(axis) + 1
              : shape.get(axis);
      sizes[axis] = (int) Math.ceil(length / window.strides().get(axis));
    }
    return sizes;
  }

  /** The place in the input that value t of the window sees at an output. */
  private static int[] seen(int[] at, int[] t, Shape shape, Window window) {
    int[] output = outputSizes(shape, window);
    int[] place = new int[at.length];
    for (int axis = 0; axis < at.length; axis++) {
      int stride = window.strides().get(axis);
      long reach = window.reach(axis);
      long all = Math.max((output[axis] - 1L) * stride + reach - shape.get(axis), 0);
      long before =
          switch (window.padding()) {
            case VALID -> 0;
            case SAME -> all / 2;
            case CAUSAL -> reach - 1;
          };
      place[axis] = (int) (at[axis] * stride + t[axis] * window.dilationRate().get(axis) - before);
    }
    return place;
  }

  private static int[] ints(Window window) {
    return window.size().stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] sizes(Shape shape) {
    int[] sizes = new int[shape.numDimensions() - 1];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = (int) shape.get(axis);
    }
    return sizes;
  }

  private static void each(int[] sizes, Consumer<int[]> body) {
    for (int i = 0; i < product(sizes); i++) {
      int[] at = new int[sizes.length];
      int rest = i;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        at[axis] = rest % sizes[axis];
        rest /= sizes[axis];
      }
      body.accept(at);
    }
  }

  /** The place in row-major order, or -1 outside. */
  private static int index(int[] at, int[] sizes) {
    int index = 0;
    for (int axis = 0; axis < sizes.length; axis++) {
      if (at[axis] < 0 || at[axis] >= sizes[axis]) {
        return -1;
      }
      index = index * sizes[axis] + at[axis];
    }
    return index;
  }

  private static int product(int[] sizes) {
    int product = 1;
    for (int size : sizes) {
      product *= size;
    }
    return product;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
