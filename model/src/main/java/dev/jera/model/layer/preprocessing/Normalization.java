package dev.jera.model.layer.preprocessing;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Floats;
import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Numbers;
import dev.jera.runtime.Shapes;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code (x - mean) / max(sqrt(variance), 1e-7)}, feature by feature: exported with the model.
 *
 * <p>Mean and variance are constants of the graph, not weights. Input [batch, ..., features],
 * output of the same shape.
 *
 * @param mean each feature's mean, or one number for all, finite
 * @param variance as many numbers, finite, at least 0
 * @param invert whether it does the opposite: {@code x * max(sqrt(variance), 1e-7) + mean}
 * @see <a href="https://keras.io/api/layers/preprocessing_layers/numerical/normalization/">Keras
 *     Normalization</a>
 */
@RecordBuilder
public record Normalization(List<Double> mean, List<Double> variance, boolean invert)
    implements UnaryLayer, NormalizationBuilder.With {
  private static final double EPSILON = 1e-7;

  /** Checks the numbers. */
  public Normalization {
    mean = ImmutableList.copyOf(mean);
    variance = ImmutableList.copyOf(variance);
    checkArgument(
        !mean.isEmpty() && mean.size() == variance.size(),
        "mean: %s numbers, variance: %s (expected: as many, at least 1)",
        mean.size(),
        variance.size());
    mean.forEach(number -> Numbers.checkFinite("mean", number));
    variance.forEach(number -> Numbers.checkNotNegative("variance", number));
  }

  /** One mean and one variance for all features. */
  public static Normalization of(double mean, double variance) {
    return of(List.of(mean), List.of(variance));
  }

  /** A mean and a variance for each feature. */
  public static Normalization of(List<Double> mean, List<Double> variance) {
    return new Normalization(mean, variance, false);
  }

  /**
   * Means and variances of examples, computed in double precision.
   *
   * @param examples [examples, ..., features] of float, double, int, long or byte (0 to 255)
   * @throws IllegalArgumentException if there is none, or one that is not finite
   */
  public static Normalization adapt(NdArray<?> examples) {
    FeatureMoments moments = FeatureMoments.of(examples);
    return of(moments.mean(), moments.variance());
  }

  @Override
  public Shape outputShape(Shape input) {
    checkArgument(
        input.numDimensions() >= 2 && (mean.size() == 1 || input.get(-1) == mean.size()),
        "input %s (expected: [batch, ..., %s])",
        Shapes.format(input),
        mean.size() == 1 ? "features" : mean.size());
    return input;
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TFloat32> center = tf.constant(Floats.toArray(mean));
    Operand<TFloat32> deviation =
        tf.constant(
            Floats.toArray(
                variance.stream().map(each -> Math.max(Math.sqrt(each), EPSILON)).toList()));
    return invert
        ? tf.math.add(tf.math.mul(x, deviation), center)
        : tf.math.div(tf.math.sub(x, center), deviation);
  }
}
