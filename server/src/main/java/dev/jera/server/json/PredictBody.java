package dev.jera.server.json;

import com.google.common.collect.ImmutableSortedMap;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.ApiException;
import java.util.Map;
import java.util.function.Function;

/**
 * A body of {@code :predict}. The tensors have the signature's names and dtypes; whether their
 * shapes fit it is not checked here.
 *
 * @param signature what is asked
 * @param inputs a tensor for each of its inputs, by name
 * @param form how the body held them, which is how the answer must
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest#predict_api">the REST API</a>
 */
public record PredictBody(Signature signature, Map<String, TensorData> inputs, Form form) {
  private static final String INSTANCES = "instances";
  private static final String INPUTS = "inputs";

  /** Copies the map, in the order of the names. */
  public PredictBody {
    inputs = ImmutableSortedMap.copyOf(inputs);
  }

  /**
   * Reads the tensors of a body for the signature that it names.
   *
   * @param signatures gives the signature of a name, {@link Signature#DEFAULT} where none is given,
   *     or throws what the client is to be told
   * @throws ApiException if the body is not what the signature asks for
   */
  public static PredictBody read(Envelope envelope, Function<String, Signature> signatures) {
    return read(envelope, signatures.apply(envelope.signatureName().orElse(Signature.DEFAULT)));
  }

  /**
   * Reads the tensors of a body for a signature, whichever the body names.
   *
   * @throws ApiException if they are not what the signature asks for
   */
  public static PredictBody read(Envelope envelope, Signature signature) {
    if (envelope.has(INSTANCES) && envelope.has(INPUTS)) {
      throw envelope.wrong(
          "Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist");
    } else if (envelope.has(INSTANCES)) {
      JsonScanner instances = envelope.at(INSTANCES);
      if (instances.kind() != Kind.ARRAY) {
        throw envelope.wrong("Excepting 'instances' to be an list/array");
      }
      int start = instances.at();
      instances.enter();
      if (!instances.hasNext()) {
        throw envelope.wrong("No values in 'instances' array");
      }
      instances.seek(start);
      return new PredictBody(signature, new Rows(signature, instances).read(), Form.ROWS);
    } else if (envelope.has(INPUTS)) {
      return new PredictBody(signature, Columns.read(signature, envelope.at(INPUTS)), Form.COLUMNS);
    }
    throw ApiException.invalid("Missing 'inputs' or 'instances' key");
  }
}
