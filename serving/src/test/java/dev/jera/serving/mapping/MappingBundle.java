package dev.jera.serving.mapping;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.BundleContents;
import dev.jera.runtime.savedmodel.SavedModelWriter;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
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
 *   <li>serving_default: "sepal length" float32 [?], width float32 [?, 1], name string [?] to
 *       "dense/out" float32 [?, 2] = 2 [length, width], label string [?] = name in upper case,
 *       total float32 [] = the sum of the lengths, and uneven float32 [?], which is always [1] =
 *       the same;
 *   <li>quotient: x int32 [?] to quotient int32 [?] = 12 / x, which fails where x holds a 0, and
 *       twice int32 [?] = 2 x;
 *   <li>none: to y float32 [?], which is always [1] = 7;
 *   <li>sparse: cannot be called;
 *   <li>y = x of a dtype and [?, 2], named by the dtype; the same of float32: image [?, 2, 3], open
 *       [?, ?], two [?, ?, ?], matrix [2, 2], scalar [], and any of unknown rank; lines of string
 *       [?, 2, 2].
 * </ul>
 */
final class MappingBundle {
  private final Ops tf;
  private final List<Signature> signatures = new ArrayList<>();

  private MappingBundle(Ops tf) {
    this.tf = tf;
  }

  static Path write(Path target) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      MappingBundle bundle = new MappingBundle(Ops.create(graph));
      bundle.flowers();
      bundle.quotient();
      bundle.identities();
      SavedModelWriter.write(
          target, session, new Variables(bundle.tf), BundleContents.of(bundle.signatures));
    }
    return target;
  }

  private void flowers() {
    var length = input("length", TFloat32.class, Shape.of(-1));
    var width = input("width", TFloat32.class, Shape.of(-1, 1));
    var name = input("name", TString.class, Shape.of(-1));
    var column = tf.expandDims(length, tf.constant(1));
    var both = tf.concat(List.of(column, width), tf.constant(1));
    var total = tf.reduceSum(length, tf.constant(0));
    var uneven = tf.reduceSum(length, tf.constant(0), ReduceSum.keepDims(true));
    signatures.add(
        Signature.predict(
            Signature.DEFAULT,
            List.of(
                TensorSpec.of("sepal length", length),
                TensorSpec.of("width", width),
                TensorSpec.of("name", name)),
            List.of(
                TensorSpec.of("dense/out", tf.math.mul(both, tf.constant(2f))),
                TensorSpec.of("label", tf.strings.upper(name)),
                TensorSpec.of("total", total),
                new TensorSpec("uneven", uneven.op().name() + ":0", Dtype.FLOAT32, Shape.of(-1)))));
  }

  private void quotient() {
    var x = input("integers", TInt32.class, Shape.of(-1));
    signatures.add(
        Signature.predict(
            "quotient",
            List.of(TensorSpec.of("x", x)),
            List.of(
                TensorSpec.of("quotient", tf.math.div(tf.constant(12), x)),
                TensorSpec.of("twice", tf.math.add(x, x)))));
    var seven = tf.constant(new float[] {7});
    signatures.add(
        Signature.predict(
            "none",
            List.of(),
            List.of(new TensorSpec("y", seven.op().name() + ":0", Dtype.FLOAT32, Shape.of(-1)))));
    signatures.add(
        Signature.predict(
            "sparse",
            List.of(TensorSpec.of("x", x)),
            List.of(new TensorSpec("y", "", Dtype.INT32, Shape.of(-1)))));
  }

  private void identities() {
    for (Dtype dtype : Dtype.values()) {
      if (dtype != Dtype.OTHER) {
        identity(dtype.toString(), dtype, Shape.of(-1, 2));
      }
    }
    identity("image", Dtype.FLOAT32, Shape.of(-1, 2, 3));
    identity("open", Dtype.FLOAT32, Shape.of(-1, -1));
    identity("two", Dtype.FLOAT32, Shape.of(-1, -1, -1));
    identity("matrix", Dtype.FLOAT32, Shape.of(2, 2));
    identity("scalar", Dtype.FLOAT32, Shape.scalar());
    identity("any", Dtype.FLOAT32, Shape.unknown());
    identity("lines", Dtype.STRING, Shape.of(-1, 2, 2));
  }

  /** TensorFlow Java has no tensors of some dtypes, of which there are operations all the same. */
  private void identity(String signature, Dtype dtype, Shape shape) {
    Graph graph = (Graph) tf.scope().env();
    Operation x =
        graph
            .opBuilder("Placeholder", "x_" + signature, tf.scope())
            .setAttr("dtype", dtype.toProto())
            .setAttr("shape", shape)
            .build();
    Operation y =
        graph.opBuilder("Identity", "y_" + signature, tf.scope()).addInput(x.output(0)).build();
    signatures.add(
        Signature.predict(
            signature,
            List.of(new TensorSpec("x", x.name() + ":0", dtype, shape)),
            List.of(new TensorSpec("y", y.name() + ":0", dtype, shape))));
  }

  private <T extends TType> Operand<T> input(String name, Class<T> type, Shape shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(shape));
  }
}
