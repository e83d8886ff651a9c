package dev.jera.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jera.server.proto.ClassificationRequest;
import dev.jera.server.proto.InferenceTask;
import dev.jera.server.proto.Input;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.MultiInferenceRequest;
import dev.jera.server.proto.PredictRequest;
import dev.jera.server.proto.Regression;
import dev.jera.server.proto.RegressionRequest;
import dev.jera.serving.repository.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FloatList;

/**
 * TensorFlow Serving's own test models, exported by Python; skipped where {@code
 * -Djera.savedmodels=DIRECTORY} does not say where they lie.
 */
class HalfPlusTwoTest {
  @ParameterizedTest
  @ValueSource(strings = {"half_plus_two_2_versions", "half_plus_two_tf2"})
  void itsSixSignaturesAnswerAsTheirTestsSay(String name) {
    String given = System.getProperty("jera.savedmodels");
    assumeTrue(given != null, "no -Djera.savedmodels");
    Path bundle = Path.of(given).toAbsolutePath().resolve(name);
    assumeTrue(Files.isDirectory(bundle), "no " + bundle);
    try (Served served = Served.start(ModelConfig.of("half", bundle), options -> options)) {
      PredictRequest request =
          Served.x(spec(""), Served.floats(5).toBuilder().setTensorShape(shape(name)).build());
      var answer = served.predictions().predict(request);
      assertThat(answer.getOutputsOrThrow("y").getFloatValList()).containsExactly(4.5f);
      assertThat(answer.getModelSpec().getVersion().getValue())
          .isEqualTo(name.endsWith("tf2") ? 123 : 124);
      RegressionRequest.Builder regress = RegressionRequest.newBuilder().setInput(examples(2, 10));
      assertThat(
              served
                  .predictions()
                  .regress(regress.setModelSpec(spec("regress_x_to_y")).build())
                  .getResult()
                  .getRegressionsList())
          .extracting(Regression::getValue)
          .containsExactly(3f, 7f);
      assertThat(
              served
                  .predictions()
                  .classify(
                      ClassificationRequest.newBuilder()
                          .setInput(examples(2))
                          .setModelSpec(spec("classify_x_to_y"))
                          .build())
                  .getResult()
                  .getClassifications(0)
                  .getClasses(0)
                  .getScore())
          .isEqualTo(3);
      var multi =
          served
              .predictions()
              .multiInference(
                  MultiInferenceRequest.newBuilder()
                      .addTasks(task("regress_x_to_y2", "regress"))
                      .addTasks(task("classify_x_to_y", "classify"))
                      .setInput(examples(10))
                      .build());
      assertThat(multi.getResults(0).getRegressionResult().getRegressions(0).getValue())
          .isEqualTo(8);
      assertThat(
              multi
                  .getResults(1)
                  .getClassificationResult()
                  .getClassifications(0)
                  .getClasses(0)
                  .getScore())
          .isEqualTo(7);
    }
  }

  private static org.tensorflow.proto.TensorShapeProto shape(String name) {
    return name.endsWith("tf2") ? Served.shape(1) : Served.shape(1, 1);
  }

  private static InferenceTask task(String signature, String method) {
    return InferenceTask.newBuilder()
        .setModelSpec(spec(signature))
        .setMethodName("tensorflow/serving/" + method)
        .build();
  }

  private static ModelSpec.Builder spec(String signature) {
    return ModelSpec.newBuilder().setName("half").setSignatureName(signature);
  }

  private static Input examples(float... values) {
    Input.Builder input = Input.newBuilder();
    for (float value : values) {
      input
          .getExampleListBuilder()
          .addExamplesBuilder()
          .getFeaturesBuilder()
          .putFeature(
              "x",
              Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(value)).build());
    }
    return input.build();
  }
}
