package dev.jera.runtime.gradient;

import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.Shapes;
import java.util.Arrays;
import java.util.function.Predicate;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * Refuses the kinds of convolution and pooling whose gradients are wrong, throw, or even abort the
 * process, each according to the version of the kernels that the processor gets.
 */
final class RefusedConvolutions {
  private static final ImmutableSet<String> CONVOLUTIONS =
      ImmutableSet.of(
          "Conv2D",
          "Conv2DBackpropInput",
          "DepthwiseConv2dNative",
          "Conv3D",
          "Conv3DBackpropInputV2");

  private static final ImmutableSet<String> POOLINGS =
      ImmutableSet.of("MaxPool", "MaxPoolV2", "AvgPool", "MaxPool3D", "AvgPool3D");

  /** The channels that oneDNN takes at once where vectors are longest. */
  private static final int ONEDNN_BLOCK = 16;

  private static final ImmutableSet<String> WITH_GROUPS = ImmutableSet.of("Conv2D", "Conv3D");

  private static final ImmutableSet<String> IN_TWO_DIMENSIONS =
      ImmutableSet.of("Conv2D", "Conv2DBackpropInput", "DepthwiseConv2dNative");

  private RefusedConvolutions() {}

  static void check(GraphOperation operation, Predicate<GraphOperation> trained) {
    String type = operation.type();
    if (CONVOLUTIONS.contains(type) || POOLINGS.contains(type)) {
      checkChannelsLast(operation);
      checkPadding(operation);
    }
    if (CONVOLUTIONS.contains(type)) {
      checkDilations(operation, "dilations", "spaceToBatchND before it, batchToSpaceND after it");
    }
    if (WITH_GROUPS.contains(type)) {
      checkGroups(operation);
    }
    if (IN_TWO_DIMENSIONS.contains(type)
        && trained.test((GraphOperation) operation.input(1).op())) {
      checkPoints(operation);
    }
    if (type.equals("ExtractImagePatches")) {
      checkDilations(operation, "rates", "slices of the padded image, stacked");
    }
  }

  private static void checkDilations(GraphOperation operation, String attribute, String instead) {
    long[] dilations = operation.attributes().getAttrIntList(attribute);
    if (Arrays.stream(dilations).anyMatch(dilation -> dilation != 1)) {
      throw RefusedGradients.wrong(
          operation, attribute + " " + Arrays.toString(dilations), instead);
    }
  }

  private static void checkChannelsLast(GraphOperation operation) {
    String format = operation.attributes().getAttrString("data_format");
    if (!format.equals("NHWC") && !format.equals("NDHWC")) {
      throw RefusedGradients.wrong(
          operation, "data_format " + format, "channels last, with transpose around it");
    }
  }

  private static void checkPadding(GraphOperation operation) {
    if (operation.attributes().getAttrString("padding").equals("EXPLICIT")) {
      throw RefusedGradients.wrong(
          operation, "padding EXPLICIT", "pad before it, and padding VALID");
    }
  }

  /**
   * The gradient of a kernel of one value by few channels: with strides, oneDNN writes past its
   * memory, or gives wrong numbers, according to the processor. It takes a depthwise convolution
   * for one of these where there is one channel.
   *
   * @see <a href="https://github.com/uxlfoundation/oneDNN/issues/6035">oneDNN's issue 6035</a>
   */
  private static void checkPoints(GraphOperation operation) {
    Shape kernel = operation.input(1).shape();
    long[] strides = operation.attributes().getAttrIntList("strides");
    if (kernel.numDimensions() == 4
        && kernel.get(0) == 1
        && kernel.get(1) == 1
        && kernel.get(2) < (operation.type().startsWith("Depthwise") ? 2 : ONEDNN_BLOCK)
        && Arrays.stream(strides).anyMatch(stride -> stride != 1)) {
      throw RefusedGradients.wrong(
          operation,
          "kernel %s trained, and strides %s"
              .formatted(Shapes.format(kernel), Arrays.toString(strides)),
          "tf.nn.avgPool of single values by these strides before it, and strides of 1");
    }
  }

  private static void checkGroups(GraphOperation operation) {
    Shape input = operation.input(0).shape();
    Shape kernel = operation.input(1).shape();
    if (input.isUnknown() || kernel.isUnknown()) {
      return;
    }
    long channels = input.get(input.numDimensions() - 1);
    long taken = kernel.get(kernel.numDimensions() - 2);
    if (channels != taken && channels != Shape.UNKNOWN_SIZE && taken != Shape.UNKNOWN_SIZE) {
      throw RefusedGradients.wrong(
          operation,
          "groups (input %s, kernel %s)".formatted(Shapes.format(input), Shapes.format(kernel)),
          "split, one convolution a group, concat");
    }
  }
}
