package dev.jera.serving;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import dev.jera.runtime.savedmodel.SavedModel;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * What is done about the {@linkplain SavedModel#goldenSamples() golden samples} of a bundle when it
 * is loaded: each is asked, and answered as it was where the bundle was made, or not.
 *
 * <p>A float is as it was if it differs by at most {@code absoluteTolerance + relativeTolerance *
 * |expected|}, or if both are NaN. Integers, truth values and strings have to be equal.
 *
 * @param mode what happens to a bundle that answers otherwise, or cannot be asked
 * @param absoluteTolerance at least 0 and finite
 * @param relativeTolerance at least 0 and finite
 */
@RecordBuilder
public record GoldenCheck(Mode mode, double absoluteTolerance, double relativeTolerance)
    implements GoldenCheckBuilder.With {
  private static final double ABSOLUTE_TOLERANCE = 1e-4;
  private static final double RELATIVE_TOLERANCE = 1e-3;

  /** What happens to a bundle that answers otherwise. */
  public enum Mode {
    /** It is not loaded. */
    REFUSE,
    /** It is loaded, and the log warns of it. */
    WARN,
    /** It is loaded; nothing is asked. */
    IGNORE;

    /** The name in lower case, as on the command line. */
    @Override
    public String toString() {
      return Ascii.toLowerCase(name());
    }
  }

  /** Checks the tolerances. */
  public GoldenCheck {
    checkTolerance("absoluteTolerance", absoluteTolerance);
    checkTolerance("relativeTolerance", relativeTolerance);
  }

  private static void checkTolerance(String name, double tolerance) {
    checkArgument(
        tolerance >= 0 && Double.isFinite(tolerance),
        "%s: %s (expected: >= 0 and finite)",
        name,
        tolerance);
  }

  /**
   * The usual tolerance, 1e-4 + 1e-3 * |expected|. Another CPU adds the float32 products of a layer
   * in another order, which moves a deep model's answers by about 1e-5 of their size; a GPU that
   * rounds them to TensorFloat-32 by up to 5e-4 in each layer. Other weights, or a wrong kernel,
   * move them by far more.
   */
  public static GoldenCheck of(Mode mode) {
    return new GoldenCheck(mode, ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE);
  }
}
