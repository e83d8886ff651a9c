package dev.jera.server.openinference;

import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.call.Api;
import dev.jera.server.call.Hold;
import dev.jera.server.http.Answer;
import dev.jera.server.http.HttpAnswers;
import dev.jera.server.http.HttpCalls;
import dev.jera.server.json.InferAnswer;
import dev.jera.server.json.InferAnswer.Output;
import dev.jera.server.json.InferBody;
import dev.jera.server.json.InferBody.RequestedOutput;
import dev.jera.server.json.InferHealth;
import dev.jera.server.json.InferMetadata;
import dev.jera.serving.repository.ModelRef;
import dev.jera.serving.repository.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The protocol over REST, below {@code /v2}. */
final class InferenceRest {
  private static final String ROOT = "/v2";
  private static final String MODEL = ROOT + "/models/{name}";
  private static final String VERSION = MODEL + "/versions/{version}";

  private final HttpCalls calls;
  private final ModelFacts models;
  private final int jsonDepth;

  InferenceRest(HttpCalls calls, ModelFacts models, int jsonDepth) {
    this.calls = calls;
    this.models = models;
    this.jsonDepth = jsonDepth;
  }

  void addTo(ServerBuilder server) {
    get(server, (ctx, request) -> server(), ROOT);
    get(server, (ctx, request) -> HttpAnswers.json(InferHealth::writeLive), ROOT + "/health/live");
    query(server, ctx -> ready(), ROOT + "/health/ready");
    query(server, ctx -> metadata(ref(ctx)), MODEL, VERSION);
    query(server, ctx -> ready(ref(ctx)), MODEL + "/ready", VERSION + "/ready");
    server.route().post(MODEL + "/infer").post(VERSION + "/infer").build(this::infer);
    server.serviceUnder(ROOT + "/", InferenceRest::unknown);
  }

  /** Answers what takes a look at models. */
  private void query(
      ServerBuilder server, Function<ServiceRequestContext, HttpResponse> answer, String... paths) {
    get(server, calls.query((ctx, request) -> answer.apply(ctx)), paths);
  }

  private static void get(ServerBuilder server, HttpService service, String... paths) {
    for (String path : paths) {
      server.route().get(path).build(service);
    }
  }

  private static ModelRef ref(ServiceRequestContext ctx) {
    return ModelFacts.ref(checkNotNull(ctx.pathParam("name")), ctx.pathParam("version"));
  }

  private static HttpResponse unknown(ServiceRequestContext ctx, HttpRequest request) {
    return HttpAnswers.error(
        HttpStatus.NOT_FOUND,
        "The Open Inference Protocol has no %s %s".formatted(request.method(), ctx.path()));
  }

  private static HttpResponse server() {
    return HttpAnswers.json(
        out ->
            InferMetadata.writeServer(
                out, ServerFacts.NAME, ServerFacts.VERSION, ServerFacts.EXTENSIONS));
  }

  private HttpResponse ready() {
    List<String> missing = models.notReady();
    return HttpAnswers.json(
        missing.isEmpty() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        out -> InferHealth.writeReady(out, missing));
  }

  private HttpResponse ready(ModelRef model) {
    return models.isReady(model)
        ? HttpAnswers.json(out -> InferHealth.writeModelReady(out, model.name()))
        : HttpAnswers.error(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Model with name %s is not ready.".formatted(model.name()));
  }

  private HttpResponse metadata(ModelRef model) {
    Signature signature = models.signature(model);
    return HttpAnswers.json(
        out ->
            InferMetadata.writeModel(out, model.name(), models.versions(model.name()), signature));
  }

  private HttpResponse infer(ServiceRequestContext ctx, HttpRequest request) {
    ModelRef model = ref(ctx);
    Optional<String> jsonLength =
        Optional.ofNullable(request.headers().get(InferenceAnswers.JSON_LENGTH));
    return calls.answer(
        ctx,
        request,
        model.name(),
        Api.PREDICT,
        (body, hold) -> infer(ctx, model, jsonLength, body, hold));
  }

  private CompletionStage<Answer> infer(
      ServiceRequestContext ctx,
      ModelRef model,
      Optional<String> jsonLength,
      byte[] body,
      Hold hold) {
    ModelVersion version = hold.lease(model).version();
    InferBody asked =
        InferBody.read(
            body,
            jsonLength.map(text -> InferBody.jsonLength(text, body.length)).orElse(body.length),
            jsonDepth);
    List<String> names = asked.outputs().stream().map(RequestedOutput::name).toList();
    return new Inference(asked.signature(), asked.inputs(), names)
        .ask(hold)
        .thenApply(
            outputs ->
                InferenceAnswers.of(
                    ctx,
                    new InferAnswer(
                        version.name(),
                        Long.toString(version.version()),
                        asked.id(),
                        outputs(asked, outputs))));
  }

  private static List<Output> outputs(InferBody asked, Map<String, TensorData> outputs) {
    if (asked.outputs().isEmpty()) {
      return outputs.entrySet().stream()
          .map(each -> new Output(each.getKey(), each.getValue(), asked.areOutputsBinary()))
          .collect(toImmutableList());
    }
    return asked.outputs().stream()
        .map(
            each ->
                new Output(each.name(), checkNotNull(outputs.get(each.name())), each.isBinary()))
        .collect(toImmutableList());
  }
}
