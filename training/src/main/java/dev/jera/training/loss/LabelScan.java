package dev.jera.training.loss;

import com.google.common.primitives.Ints;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Tensors;
import java.util.Arrays;
import java.util.function.DoublePredicate;
import java.util.function.Supplier;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.ShortNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.index.Indices;

/** Looks at every label once, some thousands at a time, without boxing. */
final class LabelScan {
  private static final int CHUNK = 1 << 16;

  private LabelScan() {}

  /**
   * Checks each label.
   *
   * @param labels [n, ...], of any number type; bytes count as 0 to 255
   * @param valid what holds for every label
   * @param expected the same in words
   * @throws IllegalArgumentException for the first that is not valid, with its index
   */
  static void check(NdArray<?> labels, DoublePredicate valid, Supplier<String> expected) {
    Shape shape = labels.shape();
    long examples = shape.get(0);
    long each = shape.tail().size();
    if (examples == 0 || each == 0) {
      return;
    }
    long rows = Math.max(1, CHUNK / each);
    for (long from = 0; from < examples; from += rows) {
      long to = Math.min(examples, from + rows);
      boolean all = from == 0 && to == examples;
      double[] values = values(all ? labels : labels.slice(Indices.range(from, to)));
      for (int i = 0; i < values.length; i++) {
        if (!valid.test(values[i])) {
          throw new IllegalArgumentException(
              "label of example %s: %s (expected: %s)"
                  .formatted(
                      place(from + i / each, i % each, shape.tail()),
                      text(values[i]),
                      expected.get()));
        }
      }
    }
  }

  /** The same in row-major order, as doubles, which hold every label that training takes. */
  private static double[] values(NdArray<?> labels) {
    int size = Ints.checkedCast(labels.size());
    double[] values = new double[size];
    if (labels instanceof FloatNdArray array) {
      float[] floats = new float[size];
      array.copyTo(DataBuffers.of(floats, false, false));
      Arrays.setAll(values, i -> floats[i]);
    } else if (labels instanceof IntNdArray array) {
      int[] ints = new int[size];
      array.copyTo(DataBuffers.of(ints, false, false));
      Arrays.setAll(values, i -> ints[i]);
    } else if (labels instanceof ByteNdArray array) {
      byte[] bytes = new byte[size];
      array.copyTo(DataBuffers.of(bytes, false, false));
      Arrays.setAll(values, i -> Byte.toUnsignedInt(bytes[i]));
    } else if (labels instanceof LongNdArray array) {
      long[] longs = new long[size];
      array.copyTo(DataBuffers.of(longs, false, false));
      Arrays.setAll(values, i -> longs[i]);
    } else if (labels instanceof ShortNdArray array && Tensors.dtypeOf(labels) == Dtype.INT16) {
      short[] shorts = new short[size];
      array.copyTo(DataBuffers.of(shorts, false, false));
      Arrays.setAll(values, i -> shorts[i]);
    } else if (labels instanceof DoubleNdArray array) {
      array.copyTo(DataBuffers.of(values, false, false));
    } else {
      throw new IllegalArgumentException(
          "labels: %s (expected: float32, float64, int64, int32, int16 or uint8; make them one of these, as int32)"
              .formatted(Tensors.dtypeOf(labels)));
    }
    return values;
  }

  /** {@code 7}, or {@code 7 at [1, 0]} where an example has several labels. */
  private static String place(long example, long within, Shape each) {
    if (each.numDimensions() == 0) {
      return Long.toString(example);
    }
    long[] index = new long[each.numDimensions()];
    long rest = within;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % each.get(axis);
      rest /= each.get(axis);
    }
    return example + " at " + Arrays.toString(index);
  }

  private static String text(double label) {
    return label == Math.rint(label) && Math.abs(label) < 1L << 53
        ? Long.toString((long) label)
        : Float.toString((float) label);
  }
}
