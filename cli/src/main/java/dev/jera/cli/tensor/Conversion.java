package dev.jera.cli.tensor;

import com.google.common.primitives.UnsignedLong;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.math.BigInteger;

/**
 * Gives an array the dtype that an input asks for, by the rule of JSON: whole numbers become any
 * integer that holds them, numbers become any float, rounded. Floats become no integers, and
 * neither truth values nor text become anything else.
 */
public final class Conversion {
  private final TensorSpec spec;
  private final TensorData given;

  private Conversion(TensorSpec spec, TensorData given) {
    this.spec = spec;
    this.given = given;
  }

  /**
   * Converts an array to an input's dtype; its shape stays.
   *
   * @param given the array
   * @param source what errors call the array
   * @throws JeraException if the dtypes do not go together, or the input's cannot hold a value
   */
  public static TensorData convert(TensorSpec spec, TensorData given, String source) {
    Dtype wanted = spec.dtype();
    if (given.dtype() == wanted) {
      return given;
    }
    Conversion conversion = new Conversion(spec, given);
    boolean number = isFloat(given.dtype()) || given.dtype().isInteger();
    if (given.dtype().isInteger() && wanted.isInteger()) {
      return conversion.integers();
    } else if (number && isFloat(wanted)) {
      return conversion.floats();
    }
    throw new JeraException(
        "Input '%s': %s holds %s (expected: %s)"
            .formatted(spec.name(), source, given.dtype(), wanted));
  }

  private TensorData integers() {
    Dtype wanted = spec.dtype();
    BigInteger least = Numbers.least(wanted);
    BigInteger most = Numbers.most(wanted);
    long[] values = given.longs();
    boolean unsigned = given.dtype() == Dtype.UINT64;
    for (int i = 0; i < values.length; i++) {
      BigInteger value = unsigned ? big(values[i]) : BigInteger.valueOf(values[i]);
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw Mismatch.of(spec, given.shape(), i, value.toString(), Mismatch.wholeNumber(wanted));
      }
    }
    return Numbers.integers(wanted, given.shape(), values);
  }

  private TensorData floats() {
    Dtype wanted = spec.dtype();
    double largest = Numbers.largest(wanted);
    double[] values = given.doubles();
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i]) && Math.abs(values[i]) > largest) {
        throw Mismatch.of(
            spec, given.shape(), i, Double.toString(values[i]), Mismatch.number(wanted));
      }
    }
    return Numbers.floats(wanted, given.shape(), values);
  }

  /** The number of uint64 that these bits are. */
  private static BigInteger big(long bits) {
    return UnsignedLong.fromLongBits(bits).bigIntegerValue();
  }

  private static boolean isFloat(Dtype dtype) {
    return switch (dtype) {
      case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> true;
      default -> false;
    };
  }
}
