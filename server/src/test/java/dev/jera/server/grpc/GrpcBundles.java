package dev.jera.server.grpc;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.server.BundleWriter;
import dev.jera.server.call.Classification;
import dev.jera.server.call.Regression;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/** Small bundles with answers that a pencil finds. */
final class GrpcBundles {
  private GrpcBundles() {}

  /**
   * Half of x and an addend, as y float32 [?]; "both" gives double float32 [?] beside it, and asks
   * for an int32 [] z. "regress" and "classify" take examples with a float feature x; classify's
   * labels are small and large, its scores y and -y.
   */
  static Path half(Path target, float addend) {
    return BundleWriter.write(
        target,
        tf -> {
          var x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
          var z = tf.withName("z").placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
          var inputs =
              tf.withName("in").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
          var y = half(tf, x, addend);
          var twice = tf.math.mul(x, tf.dtypes.cast(z, TFloat32.class));
          var fromExamples = half(tf, feature(tf, inputs), addend);
          var scores = tf.stack(List.of(fromExamples, tf.math.neg(fromExamples)), Stack.axis(1L));
          var zeros = tf.dtypes.cast(tf.zerosLike(scores), TInt32.class);
          var classes =
              tf.gather(
                  tf.constant(StdArrays.ndCopyOf(new String[] {"small", "large"})),
                  tf.math.add(zeros, tf.constant(new int[] {0, 1})),
                  tf.constant(0));
          return List.of(
              signature(Signature.DEFAULT, Signature.PREDICT, Map.of("x", x), Map.of("y", y)),
              signature(
                  "both",
                  Signature.PREDICT,
                  Map.of("x", x, "z", z),
                  Map.of("y", y, "times", twice)),
              signature(
                  "regress",
                  Regression.METHOD,
                  Map.of("inputs", inputs),
                  Map.of("outputs", fromExamples)),
              signature(
                  "classify",
                  Classification.METHOD,
                  Map.of("inputs", inputs),
                  Map.of("classes", classes, "scores", scores)));
        });
  }

  /** y float32 [] = the sum of a matrix product of n rows and columns, n int32 []. */
  static Path slow(Path target) {
    return BundleWriter.write(
        target,
        tf -> {
          var n = tf.withName("n").placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
          var ones = tf.fill(tf.stack(List.of(n, n)), tf.constant(1f));
          var y = tf.reduceSum(tf.linalg.matMul(ones, ones), tf.constant(new int[] {0, 1}));
          return List.of(
              signature(Signature.DEFAULT, Signature.PREDICT, Map.of("n", n), Map.of("y", y)));
        });
  }

  private static Operand<TFloat32> half(Ops tf, Operand<TFloat32> x, float addend) {
    return tf.math.add(tf.math.mul(x, tf.constant(0.5f)), tf.constant(addend));
  }

  private static Operand<TFloat32> feature(Ops tf, Operand<TString> examples) {
    var none = tf.fill(tf.constant(new int[] {0}), tf.constant(""));
    var parsed =
        tf.io.parseExample(
            examples,
            none,
            none,
            tf.constant(StdArrays.ndCopyOf(new String[] {"x"})),
            none,
            List.of(tf.constant(new float[0])),
            0L,
            List.of(),
            List.of(),
            List.of(),
            List.of(Shape.scalar()));
    return tf.dtypes.cast((Operand<?>) parsed.denseValues().get(0), TFloat32.class);
  }

  private static Signature signature(
      String name, String method, Map<String, Operand<?>> inputs, Map<String, Operand<?>> outputs) {
    return new Signature(name, method, specs(inputs), specs(outputs));
  }

  private static Map<String, TensorSpec> specs(Map<String, Operand<?>> tensors) {
    return ImmutableMap.copyOf(
        Maps.transformEntries(tensors, (name, tensor) -> TensorSpec.of(name, tensor)));
  }
}
