package dev.jera.server.rest;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.ApiException;
import dev.jera.server.call.Api;
import dev.jera.server.call.Hold;
import dev.jera.server.http.HttpAnswers;
import dev.jera.server.http.HttpCalls;
import dev.jera.server.json.PredictAnswer;
import dev.jera.server.json.PredictBody;
import dev.jera.serving.batching.PredictionRequest;
import dev.jera.serving.repository.ModelRef;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** TensorFlow Serving's REST API below {@code /v1/}. */
public final class TensorFlowRest implements HttpService {
  private final HttpCalls calls;

  /** Over these calls. */
  public TensorFlowRest(HttpCalls calls) {
    this.calls = calls;
  }

  /** Adds it to a server. */
  public void addTo(ServerBuilder server) {
    server.serviceUnder("/v1/", this);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    String name = ctx.path().replaceAll("^/v1/models/|:predict$", "");
    return calls.answer(
        ctx,
        request,
        name,
        Api.PREDICT,
        (body, hold) -> predict(ModelRef.latest(name), body, hold));
  }

  private static CompletionStage<HttpResponse> predict(ModelRef ref, byte[] body, Hold hold) {
    PredictBody request = PredictBody.read(body, name -> signature(hold, ref, name));
    return hold.predict(PredictionRequest.of(request.signature().name(), request.inputs()))
        .thenApply(outputs -> HttpAnswers.json(new PredictAnswer(request.form(), outputs)::write));
  }

  private static Signature signature(Hold hold, ModelRef ref, String name) {
    @Nullable Signature signature = hold.lease(ref).predictor().signatures().get(name);
    if (signature == null) {
      throw ApiException.invalid("Serving signature name: \"%s\" not found in signature def", name);
    }
    return signature;
  }
}
