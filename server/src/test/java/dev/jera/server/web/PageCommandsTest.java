package dev.jera.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorProtos;
import dev.jera.server.proto.ClassificationRequest;
import dev.jera.server.proto.PredictRequest;
import dev.jera.serving.repository.ModelRepository;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** The samples of zeros and the commands that the page makes of signatures. */
class PageCommandsTest {
  private static final String IMAGE =
      "{name: 'serve', method: 'tensorflow/serving/predict', inputs: [{name: 'image', dtype: 'float32', shape: [-1, 28, 28, 1]}]}";
  private static final String MIXED =
      "{name: 'serve', method: '', inputs: [{name: 'age', dtype: 'int64', shape: [-1]}, {name: 'job', dtype: 'string', shape: [-1, 2]}]}";
  private static final String SCALARS =
      "{name: 'add', method: '', inputs: [{name: 'x', dtype: 'int32', shape: []}, {name: 'y', dtype: 'bool', shape: []}]}";
  private static final String EXAMPLES =
      "{name: 'kind', method: 'tensorflow/serving/classify', inputs: [{name: 'inputs', dtype: 'string', shape: [-1]}]}";

  private static Chromium chromium;
  private static ModelRepository models;
  private static Server server;
  private static Tab tab;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
    models = ModelRepository.open(List.of());
    ServerBuilder builder = Server.builder().http(0);
    new WebPage(models, new CallLoad(models)).addTo(builder);
    server = builder.build();
    server.start().join();
    tab = chromium.tab(800, 600);
    tab.page().navigate("http://127.0.0.1:%d/".formatted(server.activeLocalPort()));
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      tab.close();
      chromium.close();
      server.close();
      models.close();
    }
  }

  private static String run(String call) {
    return String.valueOf(
        tab.page().evaluate("async () => (await import('/page/commands.js'))." + call));
  }

  private static String grpcurl(String signature, String body) {
    return run(
        "grpcurl('it\\'s', {version: '3'}, %s, '%s', 8500, true)".formatted(signature, body));
  }

  /** What stands between the quotes of {@code -d}. */
  private static String data(String command) {
    String from = command.substring(command.indexOf("-d '") + 4);
    return from.substring(0, from.indexOf("' \\\n")).replace("'\\''", "'");
  }

  private static PredictRequest predict(String signature, String body)
      throws InvalidProtocolBufferException {
    PredictRequest.Builder request = PredictRequest.newBuilder();
    JsonFormat.parser().merge(data(grpcurl(signature, body)), request);
    return request.build();
  }

  @Test
  void samplesAreZerosOfTheSignature() {
    assertThat(run("sample(%s, 'rows')".formatted(MIXED)))
        .isEqualTo(
            "{\n  \"signature_name\": \"serve\",\n  \"instances\": [{\"age\":0,\"job\":[\"\",\"\"]}]\n}");
    assertThat(run("sample(%s, 'columns')".formatted(MIXED)))
        .isEqualTo(
            "{\n  \"signature_name\": \"serve\",\n  \"inputs\": {\"age\":[0],\"job\":[[\"\",\"\"]]}\n}");
    assertThat(run("sample(%s, 'columns')".formatted(SCALARS)))
        .endsWith("\"inputs\": {\"x\":0,\"y\":false}\n}");
    assertThat(run("sample(%s, 'rows')".formatted(EXAMPLES)))
        .endsWith("\"examples\": [{\"feature\":0}]\n}");
    assertThat(run("takesRows(%s)".formatted(MIXED))).isEqualTo("true");
    assertThat(run("takesRows(%s)".formatted(SCALARS))).isEqualTo("false");
  }

  @Test
  void theCallByGrpcHoldsTheTensorsOfTheBody() throws Exception {
    PredictRequest request =
        predict(IMAGE, run("sample(%s, 'rows')".formatted(IMAGE)).replace("\n", ""));
    assertThat(request.getModelSpec().getName()).isEqualTo("it's");
    assertThat(request.getModelSpec().getVersion().getValue()).isEqualTo(3);
    assertThat(request.getModelSpec().getSignatureName()).isEqualTo("serve");
    TensorData image = TensorProtos.read(request.getInputsOrThrow("image"));
    assertThat(image.shape()).isEqualTo(Shape.of(1, 28, 28, 1));
    assertThat(image.floats()).containsOnly(0f);
  }

  @Test
  void rowsAndColumnsOfSeveralInputsAreTheSameCall() throws Exception {
    PredictRequest rows =
        predict(
            MIXED,
            "{\"instances\": [{\"age\": 3, \"job\": [\"a\", \"é\"]}, {\"age\": 4, \"job\": [\"\", {\"b64\": \"AQI=\"}]}]}");
    PredictRequest columns =
        predict(
            MIXED,
            "{\"inputs\": {\"age\": [3, 4], \"job\": [[\"a\", \"é\"], [\"\", {\"b64\": \"AQI=\"}]]}}");
    assertThat(rows).isEqualTo(columns);
    TensorData jobs = TensorProtos.read(rows.getInputsOrThrow("job"));
    assertThat(jobs.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(TensorProtos.read(rows.getInputsOrThrow("age")).longs()).containsExactly(3, 4);
    assertThat(rows.getInputsOrThrow("job").getStringVal(1).toStringUtf8()).isEqualTo("é");
    assertThat(rows.getInputsOrThrow("job").getStringVal(3).toByteArray()).containsExactly(1, 2);
  }

  @Test
  void signaturesOfExamplesAreAskedByTheirOwnMethod() throws Exception {
    String command = grpcurl(EXAMPLES, "{\"examples\": [{\"x\": 2, \"job\": \"a\"}]}");
    assertThat(command)
        .startsWith("grpcurl -plaintext \\\n  -H \"Authorization: Bearer $TOKEN\" \\\n")
        .endsWith("  '127.0.0.1:8500' tensorflow.serving.PredictionService/Classify");
    ClassificationRequest.Builder request = ClassificationRequest.newBuilder();
    JsonFormat.parser().merge(data(command), request);
    assertThat(request.getInput().getExampleList().getExamples(0).getFeatures().getFeatureMap())
        .containsOnlyKeys("x", "job")
        .satisfies(
            features ->
                assertThat(features.get("x").getFloatList().getValueList()).containsExactly(2f));
  }

  @Test
  void theCallByRestIsQuotedForAShell() {
    assertThat(run("curl('/v1/models/m:predict', '{\"inputs\": [\"it\\'s\"]}', false)"))
        .isEqualTo(
            "curl 'http://127.0.0.1:%d/v1/models/m:predict' \\\n  -d '{\"inputs\":[\"it'\\''s\"]}'"
                .formatted(server.activeLocalPort()));
  }
}
