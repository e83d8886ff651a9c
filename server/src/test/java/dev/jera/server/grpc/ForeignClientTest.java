package dev.jera.server.grpc;

import static dev.jera.server.grpc.ForeignMessages.example;
import static dev.jera.server.grpc.ForeignMessages.examples;
import static dev.jera.server.grpc.ForeignMessages.spec;
import static dev.jera.server.grpc.ForeignMessages.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Int64Value;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.example.Example;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.Classification.Class;
import tensorflow.serving.Classification.ClassificationRequest;
import tensorflow.serving.GetModelMetadata.GetModelMetadataRequest;
import tensorflow.serving.GetModelMetadata.SignatureDefMap;
import tensorflow.serving.GetModelStatus.GetModelStatusRequest;
import tensorflow.serving.GetModelStatus.ModelVersionStatus;
import tensorflow.serving.Inference.MultiInferenceRequest;
import tensorflow.serving.InputOuterClass.ExampleListWithContext;
import tensorflow.serving.InputOuterClass.Input;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.ModelServiceGrpc;
import tensorflow.serving.ModelServiceGrpc.ModelServiceBlockingStub;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.Predict.PredictResponse;
import tensorflow.serving.PredictionServiceGrpc;
import tensorflow.serving.PredictionServiceGrpc.PredictionServiceBlockingStub;
import tensorflow.serving.RegressionOuterClass.Regression;
import tensorflow.serving.RegressionOuterClass.RegressionRequest;

/** The stubs of tensorflow-serving-client, generated from TensorFlow Serving's own files. */
class ForeignClientTest {
  @TempDir static Path directory;
  private static Served served;
  private static PredictionServiceBlockingStub predictions;
  private static ModelServiceBlockingStub models;

  @BeforeAll
  static void start() {
    served = Served.half(directory);
    predictions = PredictionServiceGrpc.newBlockingStub(served.channel());
    models = ModelServiceGrpc.newBlockingStub(served.channel());
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void predictAnswersInFloatValWithTheVersionAndTheSignature() {
    PredictResponse answer =
        predictions.predict(
            PredictRequest.newBuilder()
                .setModelSpec(spec(""))
                .putInputs(
                    "x",
                    TensorProto.newBuilder()
                        .setDtype(DataType.DT_FLOAT)
                        .setTensorShape(
                            TensorShapeProto.newBuilder()
                                .addDim(TensorShapeProto.Dim.newBuilder().setSize(3)))
                        .addFloatVal(1)
                        .addFloatVal(2)
                        .addFloatVal(-6)
                        .build())
                .build());
    TensorProto y = answer.getOutputsOrThrow("y");
    assertThat(answer.getOutputsCount()).isOne();
    assertThat(y.getDtype()).isEqualTo(DataType.DT_FLOAT);
    assertThat(y.getTensorShape().getDimList())
        .extracting(dim -> dim.getSize())
        .containsExactly(3L);
    assertThat(y.getFloatValList()).containsExactly(3.5f, 4f, 0f);
    assertThat(y.getTensorContent()).isEmpty();
    assertThat(answer.getModelSpec())
        .isEqualTo(
            ModelSpec.newBuilder()
                .setName("half")
                .setVersion(Int64Value.of(2))
                .setSignatureName("serving_default")
                .build());
  }

  @Test
  void classifyGivesLabelsAndScores() {
    var answer =
        predictions.classify(
            ClassificationRequest.newBuilder()
                .setModelSpec(spec("classify").setVersion(Int64Value.of(1)))
                .setInput(examples(2, 10))
                .build());
    assertThat(answer.getResult().getClassificationsList())
        .flatExtracting(row -> row.getClassesList())
        .extracting(Class::getLabel, Class::getScore)
        .containsExactly(
            tuple("small", 3f), tuple("large", -3f), tuple("small", 7f), tuple("large", -7f));
    assertThat(answer.getModelSpec())
        .isEqualTo(spec("classify").setVersion(Int64Value.of(1)).build());
  }

  @Test
  void regressGivesValuesAndTheContextIsAFeatureOfEveryExample() {
    var list =
        RegressionRequest.newBuilder().setModelSpec(spec("regress")).setInput(examples(2, 10));
    assertThat(predictions.regress(list.build()).getResult().getRegressionsList())
        .extracting(Regression::getValue)
        .containsExactly(4f, 8f);
    Input context =
        Input.newBuilder()
            .setExampleListWithContext(
                ExampleListWithContext.newBuilder()
                    .setContext(example(4))
                    .addExamples(Example.getDefaultInstance())
                    .addExamples(example(6)))
            .build();
    var answer = predictions.regress(list.setInput(context).build());
    assertThat(answer.getResult().getRegressionsList())
        .extracting(Regression::getValue)
        .containsExactly(5f, 6f);
    assertThat(answer.getModelSpec().getVersion().getValue()).isEqualTo(2);
  }

  @Test
  void multiInferenceAnswersTasksInTheirOrder() {
    var answer =
        predictions.multiInference(
            MultiInferenceRequest.newBuilder()
                .addTasks(task("regress", "tensorflow/serving/regress"))
                .addTasks(task("classify", "tensorflow/serving/classify"))
                .setInput(examples(2))
                .build());
    assertThat(answer.getResultsList())
        .extracting(result -> result.getModelSpec())
        .containsExactly(
            spec("regress").setVersion(Int64Value.of(2)).build(),
            spec("classify").setVersion(Int64Value.of(2)).build());
    assertThat(answer.getResults(0).getRegressionResult().getRegressions(0).getValue())
        .isEqualTo(4);
    assertThat(answer.getResults(1).getClassificationResult().getClassifications(0).getClasses(1))
        .isEqualTo(Class.newBuilder().setLabel("large").setScore(-4).build());
  }

  @Test
  void metadataHoldsTheSignatures() throws Exception {
    var answer =
        predictions.getModelMetadata(
            GetModelMetadataRequest.newBuilder()
                .setModelSpec(spec(""))
                .addMetadataField("signature_def")
                .build());
    var signatures =
        answer
            .getMetadataOrThrow("signature_def")
            .unpack(SignatureDefMap.class)
            .getSignatureDefMap();
    assertThat(signatures).containsOnlyKeys("serving_default", "both", "regress", "classify");
    assertThat(signatures.get("regress").getMethodName()).isEqualTo("tensorflow/serving/regress");
    assertThat(signatures.get("serving_default").getInputsOrThrow("x").getDtype())
        .isEqualTo(DataType.DT_FLOAT);
    assertThat(answer.getModelSpec()).isEqualTo(spec("").setVersion(Int64Value.of(2)).build());
  }

  @Test
  void statusHoldsEveryVersionAndReloadReplacesTheModels() {
    var request = GetModelStatusRequest.newBuilder().setModelSpec(spec("")).build();
    assertThat(models.getModelStatus(request).getModelVersionStatusList())
        .extracting(ModelVersionStatus::getVersion, ModelVersionStatus::getState)
        .containsExactly(
            tuple(2L, ModelVersionStatus.State.AVAILABLE),
            tuple(1L, ModelVersionStatus.State.AVAILABLE));
    GrpcBundles.half(directory.resolve("other/7"), 1);
    var answer =
        models.handleReloadConfigRequest(ForeignMessages.reload(directory, "half", "other"));
    assertThat(answer.getStatus().getErrorCodeValue()).isZero();
    assertThat(
            models
                .getModelStatus(
                    request.toBuilder()
                        .setModelSpec(ModelSpec.newBuilder().setName("other"))
                        .build())
                .getModelVersionStatusList())
        .extracting(ModelVersionStatus::getVersion, ModelVersionStatus::getState)
        .containsExactly(tuple(7L, ModelVersionStatus.State.AVAILABLE));
  }
}
