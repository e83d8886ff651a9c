package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Map;
import java.util.Set;

/** The ops of TensorFlow that are translated, by type. */
final class Operators {
  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .putAll(ElementwiseOps.BY_TYPE)
          .putAll(BinaryOps.BY_TYPE)
          .putAll(ConvolutionOps.BY_TYPE)
          .putAll(PoolingOps.BY_TYPE)
          .putAll(MatrixOps.BY_TYPE)
          .putAll(ReductionOps.BY_TYPE)
          .putAll(ShapeOps.BY_TYPE)
          .putAll(SliceOps.BY_TYPE)
          .putAll(JoiningOps.BY_TYPE)
          .putAll(ImageOps.BY_TYPE)
          .putAll(BatchSpaceOps.BY_TYPE)
          .buildOrThrow();

  /** What TensorFlow computes once where nothing that is fed goes in, besides the above. */
  private static final Set<String> FOLDED =
      ImmutableSet.of("Const", "Range", "Rank", "BroadcastArgs", "LinSpace", "Cumsum");

  private Operators() {}

  /** Whether an op gives the same for the same, whenever it is run. */
  static boolean isFoldable(String type) {
    return FOLDED.contains(type) || BY_TYPE.containsKey(type);
  }
}
