package dev.jera.server;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.BundleContents;
import dev.jera.runtime.savedmodel.SavedModelWriter;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

/** Writes bundles without variables. */
public final class BundleWriter {
  private BundleWriter() {}

  /** Writes a bundle of the signatures that are built. */
  public static Path write(Path target, Function<Ops, List<Signature>> build) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      SavedModelWriter.write(
          target, session, new Variables(tf), BundleContents.of(build.apply(tf)));
    }
    return target;
  }

  /**
   * y = x, by names, as TensorFlow Java has no classes for some of the dtypes; x is the operation
   * {@code x_} and the signature's name.
   */
  public static Signature identity(Ops tf, String signature, Dtype dtype, Shape shape) {
    Graph graph = (Graph) tf.scope().env();
    Operation x =
        graph
            .opBuilder("Placeholder", "x_" + signature, tf.scope())
            .setAttr("dtype", dtype.toProto())
            .setAttr("shape", shape)
            .build();
    Operation y =
        graph.opBuilder("Identity", "y_" + signature, tf.scope()).addInput(x.output(0)).build();
    return Signature.predict(
        signature,
        List.of(new TensorSpec("x", x.name() + ":0", dtype, shape)),
        List.of(new TensorSpec("y", y.name() + ":0", dtype, shape)));
  }
}
