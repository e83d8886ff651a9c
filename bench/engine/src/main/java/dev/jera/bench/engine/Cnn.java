package dev.jera.bench.engine;

import java.util.List;
import java.util.Random;

/**
 * The net that is measured: tutorial 1's, convolutions 3 x 3 of 32, 64 and 64 filters, max pooling
 * 2 x 2 behind the first two, a dense layer of 64 units and one of 10; relu between, softmax
 * behind.
 *
 * @param width how many times as many filters and units, in quarters; the 10 stay
 */
public record Cnn(double width) {
  /** The kinds of digits. */
  public static final int CLASSES = 10;

  private static final int KERNEL = 3;

  /** Of a width: the least net has 8 filters first, and no layer but the last has 10 outputs. */
  private static final int PARTS = 4;

  /** Checks the width. */
  public Cnn {
    if (!(width > 0 && width * PARTS % 1 == 0)) {
      throw new IllegalArgumentException(
          "width: %s (expected: quarters, at least one)".formatted(width));
    }
  }

  /**
   * A layer with weights. A dense layer over a whole image is a convolution that fits once.
   *
   * @param name Keras'
   * @param size rows and columns of its kernel
   * @param inputs channels in
   * @param outputs channels out
   * @param places where the kernel is laid, rows times columns
   * @param pooled whether max pooling follows
   */
  public record Layer(String name, int size, int inputs, int outputs, int places, boolean pooled) {

    /** Whether it comes behind the flattening. */
    public boolean dense() {
      return places == 1;
    }

    /** Whether it gives the scores of the digits, without relu. */
    public boolean last() {
      return outputs == CLASSES;
    }

    /** The values that each output is summed from. */
    public int fanIn() {
      return size * size * inputs;
    }

    /** Multiplications and additions for an image, biases not counted. */
    public long flops() {
      return 2L * places * fanIn() * outputs;
    }

    /**
     * The kernel's first values, [rows, columns, inputs, outputs]: uniform by Glorot and Bengio,
     * the same in every process. Biases begin at 0.
     */
    public float[] kernel() {
      Random random = new Random(name.hashCode());
      double limit = Math.sqrt(6.0 / (size * size * (inputs + outputs)));
      float[] values = new float[fanIn() * outputs];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((2 * random.nextDouble() - 1) * limit);
      }
      return values;
    }

    /** The same values as [outputs, inputs, rows, columns], for images that lie in planes. */
    public float[] kernelOfPlanes() {
      float[] kernel = kernel();
      float[] planes = new float[kernel.length];
      int area = size * size;
      for (int place = 0; place < area; place++) {
        for (int in = 0; in < inputs; in++) {
          for (int out = 0; out < outputs; out++) {
            planes[(out * inputs + in) * area + place] =
                kernel[(place * inputs + in) * outputs + out];
          }
        }
      }
      return planes;
    }
  }

  /** Its layers from the image on. */
  public List<Layer> layers() {
    int first = Examples.SIDE - KERNEL + 1;
    int second = first / 2 - KERNEL + 1;
    int third = second / 2 - KERNEL + 1;
    int narrow = (int) (32 * width);
    int wide = 2 * narrow;
    return List.of(
        new Layer("conv2d", KERNEL, 1, narrow, first * first, true),
        new Layer("conv2d_1", KERNEL, narrow, wide, second * second, true),
        new Layer("conv2d_2", KERNEL, wide, wide, third * third, false),
        new Layer("dense", third, wide, wide, 1, false),
        new Layer("dense_1", 1, wide, CLASSES, 1, false));
  }

  /** Multiplications and additions to answer for an image. */
  public long flops() {
    return layers().stream().mapToLong(Layer::flops).sum();
  }

  /**
   * The same to learn from an image: forward, the gradients of the kernels and of what each layer
   * is fed; nobody asks for the image's own.
   */
  public long trainingFlops() {
    return 3 * flops() - layers().get(0).flops();
  }
}
