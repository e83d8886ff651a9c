package dev.jera.runtime.gradient;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Set;
import java.util.function.Predicate;
import org.tensorflow.GraphOperation;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.DataType;

/** Refuses what has no gradient, or one that is known to be wrong, and says what to use instead. */
final class RefusedGradients {
  private static final String ANY_REMEDY =
      "write it with ops that have one, or put tf.stopGradient around it";

  private static final ImmutableMap<String, String> REMEDIES =
      ImmutableMap.<String, String>builder()
          .put("ResourceGather", "gather from the variable's value (GatherV2)")
          .put("ResourceGatherNd", "gather from the variable's value (GatherNd)")
          .put("Gather", "GatherV2")
          .put("Concat", "ConcatV2")
          .put("FusedBatchNorm", "FusedBatchNormV3")
          .put("FusedBatchNormV2", "FusedBatchNormV3")
          .put("BlockLSTM", "BlockLSTMV2")
          .put("MaxPoolWithArgmax", "MaxPool")
          .put("Cumprod", "exp(cumsum(log(x))) where x is positive")
          .put("Round", "x + tf.stopGradient(tf.math.round(x) - x)")
          .put("Rint", "x + tf.stopGradient(tf.math.rint(x) - x)")
          .put("Ceil", "x + tf.stopGradient(tf.math.ceil(x) - x)")
          .put("RandomShuffle", "GatherV2 with shuffled indices")
          .put("ImageProjectiveTransformV3", "transform images before the first trainable layer")
          .put("While", "unroll the loop")
          .put("StatelessWhile", "unroll the loop")
          .put("Exit", "unroll the loop")
          .put("If", "SelectV2 between both")
          .put("StatelessIf", "SelectV2 between both")
          .buildOrThrow();

  /** Outputs whose slopes are used; those of the other floating ones are left out. */
  private static final ImmutableMap<String, ImmutableSet<Integer>> USED_OUTPUTS =
      ImmutableMap.of(
          "FusedBatchNormV3", ImmutableSet.of(0),
          "SparseSoftmaxCrossEntropyWithLogits", ImmutableSet.of(0),
          "SoftmaxCrossEntropyWithLogits", ImmutableSet.of(0),
          "CTCLoss", ImmutableSet.of(0),
          "BlockLSTMV2", ImmutableSet.of(1, 6));

  /** Floating inputs that get no slope. */
  private static final ImmutableMap<String, ImmutableSet<Integer>> FLAT_INPUTS =
      ImmutableMap.of(
          "FusedBatchNormV3", ImmutableSet.of(3, 4),
          "PadV2", ImmutableSet.of(2),
          "ScaleAndTranslate", ImmutableSet.of(2, 3));

  private RefusedGradients() {}

  /**
   * Throws where there is no right gradient of this node.
   *
   * @param outputs those of its outputs that lead to the loss
   * @param trained whether a node depends on what the loss is differentiated by
   */
  static void check(
      GraphOperation operation, Set<Integer> outputs, Predicate<GraphOperation> trained) {
    String type = operation.type();
    if (!GradientDispatcher.hasGradient(type)) {
      throw GradientException.at(
          operation,
          "op '%s' has no gradient in TensorFlow's C++ library nor in Jera, and lies between a trainable weight and the loss (use: %s)"
              .formatted(type, REMEDIES.getOrDefault(type, ANY_REMEDY)),
          null);
    }
    ImmutableSet<Integer> used = USED_OUTPUTS.get(type);
    if (used != null && !used.containsAll(outputs)) {
      throw wrong(
          operation,
          "outputs " + outputs + " in use",
          "outputs " + used + " alone, or tf.stopGradient around the others");
    }
    for (int input : FLAT_INPUTS.getOrDefault(type, ImmutableSet.of())) {
      if (trained.test((GraphOperation) operation.input(input).op())) {
        throw wrong(
            operation,
            "input " + input + " trained",
            "tf.stopGradient around that input, or ops of your own");
      }
    }
    RefusedConvolutions.check(operation, trained);
    switch (type) {
      case "LogSoftmax" -> checkLogSoftmax(operation);
      case "GatherV2" -> checkGather(operation);
      default -> {}
    }
  }

  /** TensorFlow sums over axis 1, whichever is the last. */
  private static void checkLogSoftmax(GraphOperation operation) {
    Shape shape = operation.input(0).shape();
    if (shape.numDimensions() != 2) {
      throw wrong(
          operation, "rank " + shape.numDimensions(), "reshape to [rows, classes] around it");
    }
  }

  private static void checkGather(GraphOperation operation) {
    long batchDims = operation.attributes().getAttrInt("batch_dims");
    if (batchDims < 0) {
      throw wrong(operation, "batch_dims " + batchDims, "one counted from the front");
    }
    GraphOperation axis = (GraphOperation) operation.input(2).op();
    if (axis.type().equals("Const")) {
      try (Tensor value = axis.attributes().getAttrTensor("value")) {
        ByteDataBuffer bytes = value.asRawTensor().data();
        long given =
            value.dataType() == DataType.DT_INT32
                ? bytes.asInts().getInt(0)
                : bytes.asLongs().getLong(0);
        if (given < 0) {
          throw wrong(operation, "axis " + given, "one counted from the front");
        }
      }
    }
  }

  static GradientException wrong(GraphOperation operation, String what, String instead) {
    return GradientException.at(
        operation,
        "TensorFlow's gradient of %s with %s is wrong or missing on CPU (use: %s)"
            .formatted(operation.type(), what, instead),
        null);
  }
}
