package dev.jera.cli.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.math.BigInteger;
import org.tensorflow.ndarray.Shape;

/** Numbers of Java's widest types as tensors of any numeric dtype, and what each dtype can hold. */
public final class Numbers {
  private static final double LARGEST_FLOAT16 = 65504;
  private static final double LARGEST_BFLOAT16 = 0x1.FEp127;

  private Numbers() {}

  /** The least number of an integer dtype. */
  public static BigInteger least(Dtype dtype) {
    checkInteger(dtype);
    return isUnsigned(dtype) ? BigInteger.ZERO : BigInteger.TWO.pow(bits(dtype) - 1).negate();
  }

  /** The largest number of an integer dtype. */
  public static BigInteger most(Dtype dtype) {
    checkInteger(dtype);
    return BigInteger.TWO
        .pow(isUnsigned(dtype) ? bits(dtype) : bits(dtype) - 1)
        .subtract(BigInteger.ONE);
  }

  /** The largest finite number of a floating dtype. */
  public static double largest(Dtype dtype) {
    return switch (dtype) {
      case FLOAT16 -> LARGEST_FLOAT16;
      case BFLOAT16 -> LARGEST_BFLOAT16;
      case FLOAT32 -> Float.MAX_VALUE;
      case FLOAT64 -> Double.MAX_VALUE;
      default ->
          throw new IllegalArgumentException(
              "dtype: %s (expected: a floating dtype)".formatted(dtype));
    };
  }

  /**
   * A tensor of an integer dtype.
   *
   * @param values within the range of the dtype; those of uint64 as their bits
   */
  public static TensorData integers(Dtype dtype, Shape shape, long[] values) {
    checkInteger(dtype);
    return switch (dtype.byteSize()) {
      case Byte.BYTES -> {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
          bytes[i] = (byte) values[i];
        }
        yield TensorData.of(shape, bytes).as(dtype);
      }
      case Short.BYTES -> {
        short[] shorts = new short[values.length];
        for (int i = 0; i < values.length; i++) {
          shorts[i] = (short) values[i];
        }
        yield TensorData.of(shape, shorts).as(dtype);
      }
      case Integer.BYTES -> {
        int[] ints = new int[values.length];
        for (int i = 0; i < values.length; i++) {
          ints[i] = (int) values[i];
        }
        yield TensorData.of(shape, ints).as(dtype);
      }
      default -> TensorData.of(shape, values).as(dtype);
    };
  }

  /**
   * A tensor of a floating dtype, rounded where that is narrower than float64.
   *
   * @param values within plus and minus {@link #largest}, or not finite
   */
  public static TensorData floats(Dtype dtype, Shape shape, double[] values) {
    if (dtype == Dtype.FLOAT64) {
      return TensorData.of(shape, values);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return TensorData.of(shape, floats).as(dtype);
  }

  private static boolean isUnsigned(Dtype dtype) {
    return dtype.name().startsWith("UINT");
  }

  private static int bits(Dtype dtype) {
    return Byte.SIZE * dtype.byteSize();
  }

  private static void checkInteger(Dtype dtype) {
    checkArgument(dtype.isInteger(), "dtype: %s (expected: an integer dtype)", dtype);
  }
}
