package dev.jera.runtime.gradient;

import com.google.common.collect.ImmutableMap;
import org.tensorflow.op.RawCustomGradient;

/** The gradients that TensorFlow's C++ library lacks and Jera adds, by op type. */
final class AddedGradients {
  static final ImmutableMap<String, RawCustomGradient> BY_TYPE =
      ImmutableMap.<String, RawCustomGradient>builder()
          .put("SparseSoftmaxCrossEntropyWithLogits", LossGradients::sparseSoftmaxCrossEntropy)
          .put("CTCLoss", LossGradients::ctcLoss)
          .put("Conv3D", ConvolutionGradients::conv3d)
          .put("Conv3DBackpropInputV2", ConvolutionGradients::conv3dBackpropInput)
          .put("ExtractImagePatches", ConvolutionGradients::extractImagePatches)
          .put("BlockLSTMV2", RecurrentGradients::blockLstm)
          .put("EnsureShape", PassingGradients::ensureShape)
          .put("CheckNumericsV2", PassingGradients::checkNumerics)
          .put("IdentityN", OwnGradients::identityN)
          .put("TopKV2", SelectionGradients::topK)
          .put("SegmentMean", SelectionGradients::segmentMean)
          .put("TensorScatterAdd", SelectionGradients::tensorScatterAdd)
          .put("TensorScatterUpdate", SelectionGradients::tensorScatterUpdate)
          .put("Erfc", ElementwiseGradients::erfc)
          .put("Xlogy", ElementwiseGradients::xlogy)
          .put("Xlog1py", ElementwiseGradients::xlog1py)
          .put("Xdivy", ElementwiseGradients::xdivy)
          .put("MulNoNan", ElementwiseGradients::mulNoNan)
          .put("FloorMod", ElementwiseGradients::floorMod)
          .put("EuclideanNorm", MatrixGradients::euclideanNorm)
          .put("MatrixInverse", MatrixGradients::inverse)
          .buildOrThrow();

  private AddedGradients() {}
}
