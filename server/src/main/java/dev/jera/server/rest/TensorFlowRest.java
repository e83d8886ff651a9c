package dev.jera.server.rest;

import com.google.common.base.Splitter;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.ApiException;
import dev.jera.server.call.Api;
import dev.jera.server.call.Classification;
import dev.jera.server.call.Hold;
import dev.jera.server.call.ModelQueries;
import dev.jera.server.call.Regression;
import dev.jera.server.http.Answer;
import dev.jera.server.http.HeldBytes;
import dev.jera.server.http.HttpAnswers;
import dev.jera.server.http.HttpCalls;
import dev.jera.server.json.Envelope;
import dev.jera.server.json.ExamplesBody;
import dev.jera.server.json.ModelAnswers;
import dev.jera.server.json.PredictAnswer;
import dev.jera.server.json.PredictBody;
import dev.jera.server.json.ResultsAnswer;
import dev.jera.server.proto.GetModelMetadataResponse;
import dev.jera.server.proto.GetModelStatusResponse;
import dev.jera.serving.batching.PredictionRequest;
import dev.jera.serving.repository.ModelRef;
import dev.jera.serving.repository.ModelRepository;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * TensorFlow Serving's REST API below {@code /v1/}.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest">the REST API</a>
 */
public final class TensorFlowRest implements HttpService {
  private final HttpCalls calls;
  private final ModelRepository models;
  private final int jsonDepth;

  /**
   * Over these calls.
   *
   * @param jsonDepth how deep bodies may be nested
   */
  public TensorFlowRest(HttpCalls calls, ModelRepository models, int jsonDepth) {
    this.calls = calls;
    this.models = models;
    this.jsonDepth = jsonDepth;
  }

  /** Adds it to a server. */
  public void addTo(ServerBuilder server) {
    server.service("regex:(?i)^/v1/", this);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    ModelPath path;
    try {
      path = ModelPath.of(request.method().name(), rawPath(ctx));
    } catch (ApiException e) {
      return calls.query(
          ctx,
          request,
          () -> {
            throw e;
          });
    }
    ModelRef ref = path.model();
    return switch (path.verb()) {
      case PREDICT ->
          calls.answer(
              ctx, request, ref.name(), Api.PREDICT, (body, hold) -> predict(ref, body, hold));
      case CLASSIFY ->
          calls.answer(
              ctx,
              request,
              ref.name(),
              Api.CLASSIFY,
              (body, hold) -> classify(ref, examples(ctx, body), hold));
      case REGRESS ->
          calls.answer(
              ctx,
              request,
              ref.name(),
              Api.REGRESS,
              (body, hold) -> regress(ref, examples(ctx, body), hold));
      case STATUS -> calls.query(ctx, request, () -> status(ref));
      case METADATA -> calls.query(ctx, request, () -> metadata(ref));
    };
  }

  /** The path as the client sent it: others are normalized, and {@code %2F} or a {@code ;} lost. */
  private static String rawPath(ServiceRequestContext ctx) {
    String target = ctx.routingContext().requestTarget().rawPath();
    return Splitter.on('?').limit(2).split(target).iterator().next();
  }

  private CompletionStage<Answer> predict(ModelRef ref, byte[] body, Hold hold) {
    PredictBody request =
        PredictBody.read(Envelope.of(body, jsonDepth), name -> signature(hold, ref, name));
    return hold.predict(PredictionRequest.of(request.signature().name(), request.inputs()))
        .thenApply(outputs -> Answer.json(new PredictAnswer(request.form(), outputs)::write));
  }

  private static Signature signature(Hold hold, ModelRef ref, String name) {
    @Nullable Signature signature = hold.lease(ref).predictor().signatures().get(name);
    if (signature == null) {
      throw ApiException.invalid("Serving signature name: \"%s\" not found in signature def", name);
    }
    return signature;
  }

  private ExamplesBody examples(ServiceRequestContext ctx, byte[] body) {
    return ExamplesBody.read(Envelope.of(body, jsonDepth), bytes -> HeldBytes.take(ctx, bytes));
  }

  private static CompletionStage<Answer> classify(ModelRef ref, ExamplesBody request, Hold hold) {
    hold.lease(ref);
    return Classification.ask(hold, request.signatureName(), request.examples())
        .thenApply(result -> Answer.json(out -> ResultsAnswer.write(out, result)));
  }

  private static CompletionStage<Answer> regress(ModelRef ref, ExamplesBody request, Hold hold) {
    hold.lease(ref);
    return Regression.ask(hold, request.signatureName(), request.examples())
        .thenApply(result -> Answer.json(out -> ResultsAnswer.write(out, result)));
  }

  private HttpAnswers.Body status(ModelRef ref) {
    GetModelStatusResponse status = ModelQueries.status(models, ref);
    return out -> ModelAnswers.write(out, status);
  }

  private HttpAnswers.Body metadata(ModelRef ref) {
    GetModelMetadataResponse metadata = ModelQueries.metadata(models, ref);
    return out -> ModelAnswers.write(out, metadata);
  }
}
