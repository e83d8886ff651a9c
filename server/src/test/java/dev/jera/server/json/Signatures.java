package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.server.ApiException;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.ndarray.Shape;

/** Signatures to read bodies for. */
final class Signatures {
  private Signatures() {}

  /** A signature of one input x. */
  static Signature of(Dtype dtype) {
    return predict(List.of(spec("x", dtype)));
  }

  /** A signature of float32 a and string b. */
  static Signature two() {
    return predict(List.of(spec("a", Dtype.FLOAT32), spec("b", Dtype.STRING)));
  }

  private static Signature predict(List<TensorSpec> inputs) {
    return Signature.predict(Signature.DEFAULT, inputs, List.of(spec("y", Dtype.FLOAT32)));
  }

  static TensorSpec spec(String name, Dtype dtype) {
    return new TensorSpec(name, name + ":0", dtype, Shape.unknown());
  }

  /** What is asked, as a server with that one signature would look it up. */
  static Function<String, Signature> only(Signature signature) {
    return name -> {
      if (!name.equals(signature.name())) {
        throw ApiException.invalid(
            "Serving signature name: \"%s\" not found in signature def", name);
      }
      return signature;
    };
  }

  static PredictBody read(Signature signature, String body) {
    return PredictBody.read(Envelope.of(body.getBytes(UTF_8)), only(signature));
  }
}
