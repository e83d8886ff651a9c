package dev.jera.runtime.gradient;

import static java.util.Objects.requireNonNull;
import static org.tensorflow.internal.c_api.global.tensorflow.TFJ_HasGradient;
import static org.tensorflow.internal.c_api.global.tensorflow.TFJ_RegisterCustomGradient;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Shapes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.internal.c_api.TFJ_GradFuncAdapter;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.RawCustomGradient;
import org.tensorflow.types.TFloat32;

/**
 * The one native callback behind all gradients that Jera adds, and the list of those it refuses.
 *
 * <p>TensorFlow Java crashes the process at its eleventh callback, so there is one for all op types
 * together.
 */
final class GradientDispatcher {
  private static final ImmutableMap<String, RawCustomGradient> ADDED =
      ImmutableMap.of(
          "SparseSoftmaxCrossEntropyWithLogits",
          GradientDispatcher::sparseSoftmaxCrossEntropyWithLogits);

  /** Kept here because native code does not keep it. */
  private static @Nullable TFJ_GradFuncAdapter callback;

  private GradientDispatcher() {}

  static synchronized void register() {
    if (callback != null) {
      return;
    }
    NativeSettings.ensureLoaded();
    TFJ_GradFuncAdapter adapter = RawCustomGradient.adapter(GradientDispatcher::dispatch);
    for (String type : ADDED.keySet()) {
      if (!TFJ_HasGradient(type) && !TFJ_RegisterCustomGradient(type, adapter)) {
        throw new GradientException(
            "Op '%s': TensorFlow did not take Jera's gradient for it".formatted(type));
      }
    }
    callback = adapter;
  }

  /** Throws where TensorFlow has no right gradient for this node. */
  static void check(GraphOperation operation) {
    String type = operation.type();
    if (!TFJ_HasGradient(type)) {
      throw new GradientException(
          "Node '%s': op '%s' has no gradient in TensorFlow's C++ library nor in Jera; it cannot lie between a trainable weight and the loss"
              .formatted(operation.name(), type));
    }
    if (type.equals("Conv2D") || type.equals("DepthwiseConv2dNative")) {
      checkConvolution(operation);
    }
  }

  private static void checkConvolution(GraphOperation operation) {
    long[] dilations = operation.attributes().getAttrIntList("dilations");
    if (Arrays.stream(dilations).anyMatch(dilation -> dilation != 1)) {
      throw wrong(operation, "dilations " + Arrays.toString(dilations), "spaceToBatchND around it");
    }
    String padding = operation.attributes().getAttrString("padding");
    if (padding.equals("EXPLICIT")) {
      throw wrong(operation, "padding EXPLICIT", "pad before a VALID convolution");
    }
    Shape input = operation.input(0).shape();
    Shape kernel = operation.input(1).shape();
    if (operation.type().equals("Conv2D")
        && input.numDimensions() == 4
        && kernel.numDimensions() == 4
        && input.get(3) != kernel.get(2)
        && input.get(3) != Shape.UNKNOWN_SIZE) {
      throw wrong(
          operation,
          "groups (input %s, kernel %s)".formatted(Shapes.format(input), Shapes.format(kernel)),
          "split, one convolution a group, concat");
    }
  }

  private static GradientException wrong(GraphOperation operation, String what, String instead) {
    return new GradientException(
        "Node '%s': TensorFlow's gradient of %s with %s is wrong or missing on CPU (use: %s)"
            .formatted(operation.name(), operation.type(), what, instead));
  }

  private static List<Operand<?>> dispatch(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    return requireNonNull(ADDED.get(operation.type())).call(tf, operation, gradients);
  }

  /**
   * Outputs are loss [batch] and backprop [batch, classes], which is softmax(logits) - onehot.
   *
   * @see <a
   *     href="https://www.tensorflow.org/api_docs/python/tf/raw_ops/SparseSoftmaxCrossEntropyWithLogits">TensorFlow</a>
   */
  private static List<Operand<?>> sparseSoftmaxCrossEntropyWithLogits(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TFloat32> loss = gradients.get(0).expect(TFloat32.class);
    Operand<TFloat32> backprop = operation.<TFloat32>output(1);
    return List.of(
        tf.math.mul(tf.expandDims(loss, tf.constant(-1)), backprop),
        tf.zerosLike(operation.input(1)));
  }
}
