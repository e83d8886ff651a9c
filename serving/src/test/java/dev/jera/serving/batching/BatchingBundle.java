package dev.jera.serving.batching;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.BundleContents;
import dev.jera.runtime.savedmodel.SavedModelWriter;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * A bundle of signatures with answers that a pencil finds.
 *
 * <ul>
 *   <li>line: y float32 [?, ?] = 2 x + 3;
 *   <li>shout: y string [?] = x in upper case;
 *   <li>quotient: y int32 [?] = 12 / x; TensorFlow fails where x holds a 0;
 *   <li>fours: the same, in rows of four: it fails where x does not hold a multiple of 4;
 *   <li>two: sum float32 [?] = a + b, product float32 [?] = a b;
 *   <li>fixed: y float32 [2] = x + x;
 *   <li>total: y float32 [] = the sum of x float32 [?];
 *   <li>uneven: y float32 [?], which is always [1] = the sum of x float32 [?].
 * </ul>
 */
final class BatchingBundle {
  private BatchingBundle() {}

  static Path write(Path target) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      SavedModelWriter.write(target, session, new Variables(tf), BundleContents.of(signatures(tf)));
    }
    return target;
  }

  private static List<Signature> signatures(Ops tf) {
    var matrix = input(tf, "matrix", TFloat32.class, Shape.of(-1, -1));
    var vector = input(tf, "vector", TFloat32.class, Shape.of(-1));
    var other = input(tf, "other", TFloat32.class, Shape.of(-1));
    var pair = input(tf, "pair", TFloat32.class, Shape.of(2));
    var text = input(tf, "text", TString.class, Shape.of(-1));
    var integers = input(tf, "integers", TInt32.class, Shape.of(-1));
    var line = tf.math.add(tf.math.mul(matrix, tf.constant(2f)), tf.constant(3f));
    var rows = tf.math.div(tf.constant(12), tf.reshape(integers, tf.constant(new int[] {-1, 4})));
    var one =
        tf.withName("one").reduceSum(vector, tf.constant(new int[] {0}), ReduceSum.keepDims(true));
    return List.of(
        signature("line", matrix, TensorSpec.of("y", line)),
        signature("shout", text, TensorSpec.of("y", tf.strings.upper(text))),
        signature("quotient", integers, TensorSpec.of("y", tf.math.div(tf.constant(12), integers))),
        signature(
            "fours", integers, TensorSpec.of("y", tf.reshape(rows, tf.constant(new int[] {-1})))),
        Signature.predict(
            "two",
            List.of(TensorSpec.of("a", vector), TensorSpec.of("b", other)),
            List.of(
                TensorSpec.of("sum", tf.math.add(vector, other)),
                TensorSpec.of("product", tf.math.mul(vector, other)))),
        signature("fixed", pair, TensorSpec.of("y", tf.math.add(pair, pair))),
        signature("total", vector, TensorSpec.of("y", tf.reduceSum(vector, tf.constant(0)))),
        signature(
            "uneven",
            vector,
            new TensorSpec("y", one.op().name() + ":0", Dtype.FLOAT32, Shape.of(-1))));
  }

  private static <T extends TType> Operand<T> input(
      Ops tf, String name, Class<T> type, Shape shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(shape));
  }

  private static Signature signature(String name, Operand<?> x, TensorSpec y) {
    return Signature.predict(name, List.of(TensorSpec.of("x", x)), List.of(y));
  }
}
