package dev.jera.server.call;

import com.google.common.collect.Maps;
import com.google.protobuf.Int64Value;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorProtos;
import dev.jera.server.proto.ClassificationRequest;
import dev.jera.server.proto.ClassificationResponse;
import dev.jera.server.proto.ClassificationResult;
import dev.jera.server.proto.ClassifyLog;
import dev.jera.server.proto.ExampleList;
import dev.jera.server.proto.Input;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.PredictLog;
import dev.jera.server.proto.PredictRequest;
import dev.jera.server.proto.PredictResponse;
import dev.jera.server.proto.PredictionLog;
import dev.jera.server.proto.RegressLog;
import dev.jera.server.proto.RegressionRequest;
import dev.jera.server.proto.RegressionResponse;
import dev.jera.server.proto.RegressionResult;
import dev.jera.serving.batching.PredictionRequest;
import dev.jera.serving.repository.ModelVersion;
import java.util.Map;
import org.tensorflow.proto.Example;

/**
 * What is written of a request and its answer: TensorFlow Serving's messages, whatever the wire.
 */
final class LoggedCalls {
  private LoggedCalls() {}

  static PredictionLog.Builder predict(
      ModelVersion version, PredictionRequest request, Map<String, TensorData> outputs) {
    ModelSpec spec = spec(version, request.signature());
    return PredictionLog.newBuilder()
        .setPredictLog(
            PredictLog.newBuilder()
                .setRequest(
                    PredictRequest.newBuilder()
                        .setModelSpec(spec)
                        .putAllInputs(Maps.transformValues(request.inputs(), TensorProtos::write))
                        .addAllOutputFilter(request.outputs()))
                .setResponse(
                    PredictResponse.newBuilder()
                        .setModelSpec(spec)
                        .putAllOutputs(Maps.transformValues(outputs, TensorProtos::write))));
  }

  static PredictionLog.Builder classify(
      ModelVersion version, String signature, TensorData examples, ClassificationResult result) {
    ModelSpec spec = spec(version, signature);
    return PredictionLog.newBuilder()
        .setClassifyLog(
            ClassifyLog.newBuilder()
                .setRequest(
                    ClassificationRequest.newBuilder().setModelSpec(spec).setInput(input(examples)))
                .setResponse(
                    ClassificationResponse.newBuilder().setModelSpec(spec).setResult(result)));
  }

  static PredictionLog.Builder regress(
      ModelVersion version, String signature, TensorData examples, RegressionResult result) {
    ModelSpec spec = spec(version, signature);
    return PredictionLog.newBuilder()
        .setRegressLog(
            RegressLog.newBuilder()
                .setRequest(
                    RegressionRequest.newBuilder().setModelSpec(spec).setInput(input(examples)))
                .setResponse(RegressionResponse.newBuilder().setModelSpec(spec).setResult(result)));
  }

  private static ModelSpec spec(ModelVersion version, String signature) {
    return ModelSpec.newBuilder()
        .setName(version.name())
        .setVersion(Int64Value.of(version.version()))
        .setSignatureName(signature)
        .build();
  }

  private static Input input(TensorData examples) {
    ExampleList.Builder list = ExampleList.newBuilder();
    for (byte[] example : examples.byteStrings()) {
      try {
        list.addExamples(Example.parseFrom(example));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException("examples: %s (expected: tf.Examples)".formatted(e), e);
      }
    }
    return Input.newBuilder().setExampleList(list).build();
  }
}
