package dev.jera.server.openinference;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.server.BundleWriter;
import dev.jera.server.json.Datatype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A bundle of signatures with answers that a pencil finds.
 *
 * <ul>
 *   <li>serving_default: product float32 [?, 2] = a times the version, next int32 [?] = b plus the
 *       version;
 *   <li>one of each datatype's name, such as INT8: y [?] = x;
 *   <li>half: y float16 [?] = x float32 [?].
 * </ul>
 */
final class InferBundle {
  private InferBundle() {}

  static void write(Path base, int version) {
    BundleWriter.write(
        base.resolve(Integer.toString(version)),
        tf -> signatures(tf, (Graph) tf.scope().env(), version));
  }

  private static List<Signature> signatures(Ops tf, Graph graph, int version) {
    var a = tf.withName("a").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
    var b = tf.withName("b").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    List<Signature> signatures = new ArrayList<>();
    signatures.add(
        Signature.predict(
            Signature.DEFAULT,
            List.of(TensorSpec.of("a", a), TensorSpec.of("b", b)),
            List.of(
                TensorSpec.of("product", tf.math.mul(a, tf.constant((float) version))),
                TensorSpec.of("next", tf.math.add(b, tf.constant(version))))));
    for (Dtype dtype : Dtype.values()) {
      if (dtype != Dtype.OTHER) {
        signatures.add(BundleWriter.identity(tf, Datatype.of(dtype), dtype, Shape.of(-1)));
      }
    }
    Operation half =
        graph
            .opBuilder("Cast", "half", tf.scope())
            .addInput(graph.operation("x_FP32").output(0))
            .setAttr("DstT", Dtype.FLOAT16.toProto())
            .build();
    signatures.add(
        Signature.predict(
            "half",
            List.of(spec("x", graph.operation("x_FP32"), Dtype.FLOAT32)),
            List.of(spec("y", half, Dtype.FLOAT16))));
    return signatures;
  }

  private static TensorSpec spec(String name, Operation operation, Dtype dtype) {
    return new TensorSpec(name, operation.name() + ":0", dtype, Shape.of(-1));
  }
}
