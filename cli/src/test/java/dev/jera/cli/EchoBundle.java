package dev.jera.cli;

import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.SavedModelWriter;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * A bundle that gives back what it is given: a signature for each dtype, of its name, with input
 * {@code x} and output {@code y}; {@code bytes}, whose output {@code y_bytes} holds strings; and
 * {@code two}, which takes float32 {@code a} and int32 {@code b} and gives them as {@code c} and
 * {@code d}.
 */
final class EchoBundle {
  private static final Map<String, Class<? extends TType>> TYPES =
      Map.of(
          "float16", TFloat16.class,
          "bfloat16", TBfloat16.class,
          "float32", TFloat32.class,
          "float64", TFloat64.class,
          "int32", TInt32.class,
          "int64", TInt64.class,
          "uint8", TUint8.class,
          "uint16", TUint16.class,
          "bool", TBool.class,
          "string", TString.class);

  private EchoBundle() {}

  static void write(Path bundle) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      List<Signature> signatures = new ArrayList<>();
      TYPES.forEach(
          (name, type) -> {
            TensorSpec[] echo = echo(tf.withSubScope(name), type, "x", "y");
            signatures.add(Signature.predict(name, List.of(echo[0]), List.of(echo[1])));
          });
      TensorSpec[] bytes = echo(tf.withSubScope("bytes"), TString.class, "x", "y_bytes");
      signatures.add(Signature.predict("bytes", List.of(bytes[0]), List.of(bytes[1])));
      TensorSpec[] first = echo(tf.withSubScope("first"), TFloat32.class, "a", "c");
      TensorSpec[] second = echo(tf.withSubScope("second"), TInt32.class, "b", "d");
      signatures.add(
          Signature.predict("two", List.of(first[0], second[0]), List.of(first[1], second[1])));
      Variables variables = new Variables(tf);
      variables.counter("step");
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        SavedModelWriter.write(bundle, session, variables, signatures, Map.of());
      }
    }
  }

  private static <T extends TType> TensorSpec[] echo(
      Ops tf, Class<T> type, String input, String output) {
    Operand<T> x = tf.placeholder(type, Placeholder.shape(Shape.unknown()));
    return new TensorSpec[] {TensorSpec.of(input, x), TensorSpec.of(output, tf.identity(x))};
  }
}
