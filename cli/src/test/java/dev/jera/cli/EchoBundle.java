package dev.jera.cli;

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
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TString;

/** Bundles that give back what they are given, and one that is refused. */
final class EchoBundle {
  private EchoBundle() {}

  /**
   * A signature for each dtype, of its name, with input {@code x} and output {@code y} of any
   * shape; {@code bytes}, whose output {@code y_bytes} holds strings; {@code strings}, the same for
   * vectors; {@code two}, which takes float32 {@code a} and int32 {@code b} and gives them as
   * {@code c} and {@code d}; and {@code complex}, which cannot be called.
   */
  static void write(Path bundle) {
    write(bundle, EchoBundle::signatures);
  }

  /** A bundle whose only signature reads the file that it is told. */
  static void writeReader(Path bundle) {
    write(
        bundle,
        tf -> {
          var name = tf.withName("name").placeholder(TString.class);
          return List.of(
              Signature.predict(
                  Signature.DEFAULT,
                  List.of(TensorSpec.of("name", name)),
                  List.of(TensorSpec.of("content", tf.io.readFile(name)))));
        });
  }

  private static void write(Path bundle, Function<Ops, List<Signature>> build) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      List<Signature> signatures = build.apply(tf);
      Variables variables = new Variables(tf);
      variables.counter("step");
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        SavedModelWriter.write(bundle, session, variables, BundleContents.of(signatures));
      }
    }
  }

  private static List<Signature> signatures(Ops tf) {
    List<Signature> signatures = new ArrayList<>();
    for (Dtype dtype : Dtype.values()) {
      if (dtype != Dtype.OTHER) {
        signatures.add(echo(tf, dtype.toString(), dtype.toProto(), Shape.unknown(), "y"));
      }
    }
    signatures.add(echo(tf, "bytes", DataType.DT_STRING, Shape.unknown(), "y_bytes"));
    signatures.add(echo(tf, "strings", DataType.DT_STRING, Shape.of(-1), "y_bytes"));
    signatures.add(echo(tf, "complex", DataType.DT_COMPLEX64, Shape.unknown(), "y"));
    TensorSpec[] first = echo(tf, "first", DataType.DT_FLOAT, Shape.unknown(), "a", "c");
    TensorSpec[] second = echo(tf, "second", DataType.DT_INT32, Shape.unknown(), "b", "d");
    signatures.add(
        Signature.predict("two", List.of(first[0], second[0]), List.of(first[1], second[1])));
    return signatures;
  }

  private static Signature echo(Ops tf, String name, DataType dtype, Shape shape, String output) {
    TensorSpec[] specs = echo(tf, name, dtype, shape, "x", output);
    return Signature.predict(name, List.of(specs[0]), List.of(specs[1]));
  }

  /** By raw ops, since TensorFlow Java's own know not all of the dtypes. */
  private static TensorSpec[] echo(
      Ops tf, String name, DataType dtype, Shape shape, String input, String output) {
    Graph graph = (Graph) tf.scope().env();
    String in = "in_" + name;
    String out = "out_" + name;
    Output<?> x =
        graph
            .opBuilder("Placeholder", in, tf.scope())
            .setAttr("dtype", dtype)
            .setAttr("shape", shape)
            .build()
            .output(0);
    graph.opBuilder("Identity", out, tf.scope()).addInput(x).build();
    return new TensorSpec[] {
      new TensorSpec(input, in + ":0", Dtype.of(dtype), shape),
      new TensorSpec(output, out + ":0", Dtype.of(dtype), shape)
    };
  }
}
