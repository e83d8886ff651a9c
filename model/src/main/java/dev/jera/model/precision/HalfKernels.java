package dev.jera.model.precision;

import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.Dtype;

/**
 * Which ops compute in floats of 16 bits.
 *
 * <p>Those that are named here have a kernel for it and a gradient, on a CPU, too, as was seen by
 * running them with TensorFlow 2.18. What is not named computes in float32: it lacks one of both,
 * or loses too much, as sums, exponentials and probabilities do.
 */
enum HalfKernels {
  /** Products of matrices and convolutions: their inputs are rounded, wherever they come from. */
  ALWAYS,
  /** Computes in 16 bits what came in 16 bits. */
  FOLLOWS,
  /** Takes a tensor of any dtype and does not look at its values, or converts it. */
  ANY,
  /** Computes in float32. */
  NEVER;

  private static final ImmutableSet<String> PRODUCTS =
      ImmutableSet.of("MatMul", "Conv2D", "Conv2DBackpropInput", "DepthwiseConv2dNative");

  /** TensorFlow has no float16 kernel of theirs for a CPU. */
  private static final ImmutableSet<String> BFLOAT16_PRODUCTS =
      ImmutableSet.of("BatchMatMulV2", "BatchMatMulV3");

  private static final ImmutableSet<String> FOLLOWING =
      ImmutableSet.of(
          "Abs",
          "Add",
          "AddN",
          "AddV2",
          "AvgPool",
          "BatchToSpaceND",
          "BiasAdd",
          "BroadcastTo",
          "ClipByValue",
          "ConcatV2",
          "Elu",
          "Erf",
          "ExpandDims",
          "GatherV2",
          "Identity",
          "IdentityN",
          "LeakyRelu",
          "MatrixBandPart",
          "Max",
          "MaxPool",
          "Maximum",
          "Minimum",
          "MirrorPad",
          "Mul",
          "Neg",
          "Pack",
          "Pad",
          "PadV2",
          "Relu",
          "Relu6",
          "Reshape",
          "ResizeNearestNeighbor",
          "ReverseV2",
          "Select",
          "SelectV2",
          "Selu",
          "Slice",
          "Softplus",
          "Softsign",
          "SpaceToBatchND",
          "Split",
          "SplitV",
          "Squeeze",
          "StopGradient",
          "StridedSlice",
          "Sub",
          "Tanh",
          "Tile",
          "Transpose",
          "Unpack",
          "ZerosLike");

  /** As {@link #BFLOAT16_PRODUCTS}. */
  private static final ImmutableSet<String> BFLOAT16_FOLLOWING =
      ImmutableSet.of("AvgPool3D", "MaxPool3D");

  private static final ImmutableSet<String> SHAPES =
      ImmutableSet.of("Cast", "Rank", "Shape", "ShapeN", "Size");

  /**
   * What ops of a type do.
   *
   * @param compute {@link Dtype#FLOAT16} or {@link Dtype#BFLOAT16}
   */
  static HalfKernels of(String type, Dtype compute) {
    boolean isBfloat16 = compute == Dtype.BFLOAT16;
    if (PRODUCTS.contains(type) || (isBfloat16 && BFLOAT16_PRODUCTS.contains(type))) {
      return ALWAYS;
    }
    if (FOLLOWING.contains(type) || (isBfloat16 && BFLOAT16_FOLLOWING.contains(type))) {
      return FOLLOWS;
    }
    return SHAPES.contains(type) ? ANY : NEVER;
  }
}
