package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.Int64Value;
import dev.jera.server.ApiException;
import dev.jera.server.proto.ClassificationResult;
import dev.jera.server.proto.Classifications;
import dev.jera.server.proto.GetModelMetadataResponse;
import dev.jera.server.proto.GetModelStatusResponse;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.ModelVersionStatus;
import dev.jera.server.proto.Regression;
import dev.jera.server.proto.RegressionResult;
import dev.jera.server.proto.SignatureDefMap;
import dev.jera.server.proto.StatusProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

class ModelAnswersTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void theStatusHasItsDefaultsAndItsNumbersAsStrings() throws IOException {
    ModelAnswers.write(
        out,
        GetModelStatusResponse.newBuilder()
            .addModelVersionStatus(
                ModelVersionStatus.newBuilder()
                    .setVersion(123)
                    .setState(ModelVersionStatus.State.AVAILABLE)
                    .setStatus(StatusProto.getDefaultInstance()))
            .build());

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            "{\"model_version_status\":[{\"version\":\"123\",\"state\":\"AVAILABLE\",\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}}]}");
  }

  @Test
  void theMetadataHasTheSignatures() throws IOException {
    SignatureDef signature =
        SignatureDef.newBuilder()
            .setMethodName("tensorflow/serving/predict")
            .putInputs(
                "x",
                TensorInfo.newBuilder()
                    .setName("x:0")
                    .setDtype(DataType.DT_FLOAT)
                    .setTensorShape(
                        TensorShapeProto.newBuilder()
                            .addDim(TensorShapeProto.Dim.newBuilder().setSize(-1)))
                    .build())
            .putOutputs(
                "y",
                TensorInfo.newBuilder()
                    .setName("y:0")
                    .setDtype(DataType.DT_STRING)
                    .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                    .build())
            .build();
    ModelAnswers.write(
        out,
        GetModelMetadataResponse.newBuilder()
            .setModelSpec(ModelSpec.newBuilder().setName("m").setVersion(Int64Value.of(123)))
            .putMetadata(
                "signature_def",
                Any.pack(
                    SignatureDefMap.newBuilder()
                        .putSignatureDef("serving_default", signature)
                        .build()))
            .build());

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            "{\"model_spec\":{\"name\":\"m\",\"signature_name\":\"\",\"version\":\"123\"},\"metadata\":{\"signature_def\":{\"signature_def\":{\"serving_default\":"
                + "{\"inputs\":{\"x\":{\"dtype\":\"DT_FLOAT\",\"tensor_shape\":{\"dim\":[{\"size\":\"-1\",\"name\":\"\"}],\"unknown_rank\":false},\"name\":\"x:0\"}},"
                + "\"outputs\":{\"y\":{\"dtype\":\"DT_STRING\",\"tensor_shape\":{\"dim\":[],\"unknown_rank\":true},\"name\":\"y:0\"}},"
                + "\"method_name\":\"tensorflow/serving/predict\"}}}}}");
  }

  @Test
  void classesArePairsForEachExample() throws IOException {
    ResultsAnswer.write(
        out,
        ClassificationResult.newBuilder()
            .addClassifications(
                Classifications.newBuilder()
                    .addClasses(label("a", 0.25f))
                    .addClasses(label("b", 1)))
            .addClassifications(Classifications.newBuilder().addClasses(label("", 0.1f)))
            .build());

    assertThat(out.toString(UTF_8))
        .isEqualTo("{\"results\":[[[\"a\",0.25],[\"b\",1.0]],[[\"\",0.1]]]}");
  }

  @Test
  void regressionsAreAValueForEachExample() throws IOException {
    ResultsAnswer.write(
        out,
        RegressionResult.newBuilder()
            .addRegressions(Regression.newBuilder().setValue(0.7f))
            .addRegressions(Regression.newBuilder().setValue(2))
            .build());

    assertThat(out.toString(UTF_8)).isEqualTo("{\"results\":[0.7,2.0]}");
  }

  @Test
  void noResultsCannotBeWritten() {
    assertThatThrownBy(() -> ResultsAnswer.write(out, RegressionResult.getDefaultInstance()))
        .isInstanceOf(ApiException.class)
        .hasMessage("Cannot convert empty RegressionResults to JSON");
    assertThatThrownBy(() -> ResultsAnswer.write(out, ClassificationResult.getDefaultInstance()))
        .isInstanceOf(ApiException.class)
        .hasMessage("Cannot convert empty ClassificationResults to JSON");
  }

  private static dev.jera.server.proto.Class label(String label, float score) {
    return dev.jera.server.proto.Class.newBuilder().setLabel(label).setScore(score).build();
  }
}
