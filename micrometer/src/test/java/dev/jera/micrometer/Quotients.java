package dev.jera.micrometer;

import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.BundleContents;
import dev.jera.runtime.savedmodel.SavedModelWriter;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;

/** Bundles of y int32 [?] = 12 / x; TensorFlow fails where x holds a 0. */
final class Quotients {
  private Quotients() {}

  static Path write(Path target) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var x = tf.withName("x").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      var signature =
          Signature.predict(
              Signature.DEFAULT,
              List.of(TensorSpec.of("x", x)),
              List.of(TensorSpec.of("y", tf.math.div(tf.constant(12), x))));
      SavedModelWriter.write(
          target, session, new Variables(tf), BundleContents.of(List.of(signature)));
    }
    return target;
  }

  static Map<String, TensorData> x(int... values) {
    return Map.of("x", TensorData.of(Shape.of(values.length), values));
  }
}
