package dev.jera.model.layer.reshaping;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.layer.Window;
import dev.jera.runtime.Shapes;
import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What padding and cropping share: a margin for each axis between the batch and the channels, the
 * first of them axis 1.
 */
final class Margins {
  private static final int TO_THE_END = -1;

  private Margins() {}

  static Shape paddedShape(Shape input, Margin... margins) {
    Window.checkInput(input, margins.length);
    long[] output = input.asArray();
    for (int i = 0; i < margins.length; i++) {
      output[i + 1] += margins[i].total();
    }
    return Shape.of(output);
  }

  static Operand<TFloat32> pad(Ops tf, Operand<TFloat32> x, Margin... margins) {
    int[][] paddings = new int[x.shape().numDimensions()][2];
    for (int i = 0; i < margins.length; i++) {
      paddings[i + 1] = new int[] {margins[i].before(), margins[i].after()};
    }
    return tf.pad(x, tf.constant(paddings), tf.constant(0f));
  }

  static Shape croppedShape(Shape input, Margin... margins) {
    Window.checkInput(input, margins.length);
    long[] output = input.asArray();
    for (int i = 0; i < margins.length; i++) {
      output[i + 1] -= margins[i].total();
      checkArgument(
          output[i + 1] > 0,
          "input %s (expected: more than %s along axis %s, as that is cropped)",
          Shapes.format(input),
          margins[i].total(),
          i + 1);
    }
    return Shape.of(output);
  }

  /** By a slice with int32 indices: TensorFlow has no gradient for one with int64. */
  static Operand<TFloat32> crop(Ops tf, Operand<TFloat32> x, Margin... margins) {
    Shape output = croppedShape(x.shape(), margins);
    int[] begin = new int[output.numDimensions()];
    int[] size = new int[output.numDimensions()];
    Arrays.fill(size, TO_THE_END);
    for (int i = 0; i < margins.length; i++) {
      begin[i + 1] = margins[i].before();
      size[i + 1] = Math.toIntExact(output.get(i + 1));
    }
    return tf.slice(x, tf.constant(begin), tf.constant(size));
  }
}
