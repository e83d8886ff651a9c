package dev.jera.server.openinference;

import com.linecorp.armeria.server.ServerBuilder;
import dev.jera.server.call.Calls;
import dev.jera.server.http.HttpCalls;
import io.grpc.BindableService;

/**
 * The Open Inference Protocol, version 2: below {@code /v2}, with the extension for binary tensors,
 * and as the gRPC service inference.GRPCInferenceService.
 *
 * <p>A request asks the model's default signature: {@code serving_default}, or the only one. The
 * request's parameter {@code signature_name}, a string, names another. The metadata is that of the
 * default one. Other parameters that the protocol does not know are not looked at.
 *
 * <p>Over gRPC, a request whose inputs are raw is answered raw, and one whose inputs are in
 * contents is answered in contents, unless an output is FP16 or BF16, which have none: then all are
 * raw.
 *
 * @see <a href="https://github.com/kserve/open-inference-protocol">the protocol</a>
 * @see <a
 *     href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md">the
 *     extension</a>
 */
public final class OpenInference {
  private final HttpCalls http;
  private final Calls calls;
  private final ModelFacts models;
  private final int jsonDepth;

  /**
   * Over these calls.
   *
   * @param jsonDepth how deep bodies in JSON may be nested
   */
  public OpenInference(HttpCalls http, Calls calls, int jsonDepth) {
    this.http = http;
    this.calls = calls;
    this.models = new ModelFacts(calls.repository());
    this.jsonDepth = jsonDepth;
  }

  /** Adds what is below {@code /v2} to a server. */
  public void addTo(ServerBuilder server) {
    new InferenceRest(http, models, jsonDepth).addTo(server);
  }

  /** The gRPC service. */
  public BindableService grpc() {
    return new InferenceService(calls, models);
  }
}
