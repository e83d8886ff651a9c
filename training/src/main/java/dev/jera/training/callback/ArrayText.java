package dev.jera.training.callback;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Arrays as NumPy prints them with {@code suppress=True}, but without the blanks that align
 * columns: of more than 1000 numbers each axis shows its first and last three.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.set_printoptions.html">NumPy
 *     printoptions</a>
 */
final class ArrayText {
  private static final int THRESHOLD = 1000;
  private static final int EDGE = 3;
  private static final int DECIMALS = 8;

  private ArrayText() {}

  static String of(FloatNdArray array) {
    return text(array, array.size() > THRESHOLD, 1);
  }

  private static String text(FloatNdArray array, boolean isShort, int depth) {
    if (array.rank() == 0) {
      return number(array.getFloat());
    }
    long length = array.shape().get(0);
    List<String> parts = new ArrayList<>();
    for (long i = 0; i < length; i++) {
      if (isShort && length > 2 * EDGE && i == EDGE) {
        parts.add("...");
        i = length - EDGE;
      }
      parts.add(text(array.get(i), isShort, depth + 1));
    }
    String between = array.rank() == 1 ? " " : "\n".repeat(array.rank() - 1) + " ".repeat(depth);
    return parts.stream().collect(Collectors.joining(between, "[", "]"));
  }

  /** The shortest decimals that mean this float, at most 8 of them; whole ones end in a point. */
  private static String number(float value) {
    if (!Float.isFinite(value)) {
      return Float.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    BigDecimal decimal =
        new BigDecimal(Float.toString(value)).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    String text = decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    return text.contains(".") ? text : text + ".";
  }
}
