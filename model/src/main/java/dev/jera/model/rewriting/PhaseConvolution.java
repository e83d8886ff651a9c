package dev.jera.model.rewriting;

import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.Model;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.Window;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.runtime.gradient.OwnGradients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A convolution of few channels and the pooling behind it, as products of matrices.
 *
 * <p>The windows of one pooled value lie in one patch, of the kernel's size k and the pooling's p
 * less 1. Each of the {@code p p} places in the pooling is the patch times the kernel moved there,
 * zeros around it: the same products, and some with 0. So there is one matrix of patches, a matrix
 * for each place, and the pooled value is the maximum of what they give, in row-major order, so
 * that the first of equals gets the slope. Bias and activation follow, as in {@link LateTail}.
 *
 * <p>It is for convolutions before which nothing is trained: no slope of the patches is wanted. An
 * input that is not finite spoils whole patches instead of windows.
 *
 * @param convolution the convolution: VALID, of stride 1, without gaps and groups
 * @param poolSize the windows of the pooling, which touch and leave no rest
 */
record PhaseConvolution(Conv2D convolution, Size2D poolSize) implements UnaryLayer {
  /** The values of a patch: the products with zeros are few for kernels of few channels only. */
  private static final long MOST_VALUES = 64;

  /** Puts it in the place of what {@link LateTail} and {@link MaximumOfParts} have joined. */
  static Model replaceConvolutions(Model model) {
    Map<Integer, Layer> replaced = new HashMap<>();
    ModelView view = new ModelView(model);
    for (int i = 0; i < view.calls(); i++) {
      if (view.layer(i) instanceof LateTail joined
          && joined.layer() instanceof Conv2D convolution
          && joined.maxima() instanceof MaximumOfParts maxima) {
        PhaseConvolution phases = new PhaseConvolution(convolution, maxima.poolSize());
        if (phases.fits(view.shape(view.call(i).inputs().get(0))) && view.hasNoWeightsBefore(i)) {
          replaced.put(view.call(i).node(), phases);
        }
      }
    }
    return new ModelEdit(model).replace(replaced).edited();
  }

  private boolean fits(Shape input) {
    return convolution.padding() == Padding.VALID
        && convolution.strides().equals(Size2D.of(1))
        && convolution.dilationRate().equals(Size2D.of(1))
        && convolution.groups() == 1
        && patchHeight() * patchWidth() * input.get(3) <= MOST_VALUES;
  }

  private long patchHeight() {
    return convolution.kernelSize().height() + poolSize.height() - 1L;
  }

  private long patchWidth() {
    return convolution.kernelSize().width() + poolSize.width() - 1L;
  }

  @Override
  public Shape outputShape(Shape input) {
    return new MaximumOfParts(poolSize).outputShape(convolution.outputShape(input));
  }

  @Override
  public List<WeightSpec> weights(Shape input) {
    return convolution.weights(input);
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Shape output = outputShape(x.shape());
    long values = patchHeight() * patchWidth() * x.shape().get(3);
    Operand<TFloat32> patches = tf.reshape(patches(tf, x), tf.array(-1, values));
    Operand<TFloat32> kernel = scope.weight("kernel");
    List<Operand<TFloat32>> rows = new ArrayList<>();
    for (int row = 0; row < poolSize.height(); row++) {
      List<Operand<TFloat32>> places = new ArrayList<>();
      for (int column = 0; column < poolSize.width(); column++) {
        Operand<TFloat32> moved =
            tf.reshape(moved(tf, kernel, row, column), tf.array(values, output.get(3)));
        places.add(tf.linalg.matMul(patches, moved));
      }
      rows.add(maximum(tf, places));
    }
    Operand<TFloat32> maxima =
        tf.reshape(maximum(tf, rows), tf.array(-1, output.get(1), output.get(2), output.get(3)));
    return convolution.buildTail(scope, maxima);
  }

  /**
   * The patches, [batch, height, width, values], one a pooled value: by a convolution whose every
   * filter is 1 at a value of its own, which is many times faster than ExtractImagePatches.
   */
  private Operand<TFloat32> patches(Ops tf, Operand<TFloat32> x) {
    long channels = x.shape().get(3);
    int values = Math.toIntExact(patchHeight() * patchWidth() * channels);
    float[] identity = new float[values * values];
    for (int i = 0; i < values; i++) {
      identity[i * values + i] = 1;
    }
    Operand<TFloat32> filters =
        tf.reshape(tf.constant(identity), tf.array(patchHeight(), patchWidth(), channels, values));
    return tf.nn.conv2d(x, filters, Window.toNhwc(poolSize.toList()), "VALID");
  }

  /** The kernel at a place in the patch. */
  private Operand<TFloat32> moved(Ops tf, Operand<TFloat32> kernel, int row, int column) {
    int[][] margins = {
      {row, poolSize.height() - 1 - row}, {column, poolSize.width() - 1 - column}, {0, 0}, {0, 0}
    };
    return tf.pad(kernel, tf.constant(margins), tf.constant(0f));
  }

  private static Operand<TFloat32> maximum(Ops tf, List<Operand<TFloat32>> values) {
    return values.stream()
        .reduce((first, next) -> OwnGradients.maximum(tf, first, next))
        .orElseThrow();
  }
}
