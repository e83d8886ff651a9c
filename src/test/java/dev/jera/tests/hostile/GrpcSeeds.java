package dev.jera.tests.hostile;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.TextFormat;
import dev.jera.server.proto.ClassificationRequest;
import dev.jera.server.proto.GetModelMetadataRequest;
import dev.jera.server.proto.GetModelStatusRequest;
import dev.jera.server.proto.MultiInferenceRequest;
import dev.jera.server.proto.PredictRequest;
import dev.jera.server.proto.RegressionRequest;
import dev.jera.server.proto.inference.ModelInferRequest;
import dev.jera.server.proto.inference.ModelMetadataRequest;
import dev.jera.server.proto.inference.ModelReadyRequest;
import dev.jera.server.proto.inference.ServerLiveRequest;
import java.util.Arrays;
import java.util.List;

/** Good requests by gRPC, of both protocols, to a {@link SumsBundle} that is called sums. */
final class GrpcSeeds {
  private static final String PREDICTION = "/tensorflow.serving.PredictionService/";
  private static final String MODEL = "/tensorflow.serving.ModelService/";
  private static final String INFERENCE = "/inference.GRPCInferenceService/";
  private static final String EXAMPLES =
      "input { example_list { examples { features { feature { key: 'x' value { float_list { value: 0.5 } } } } } } }";

  /** A call. */
  record Seed(String path, ByteString bytes) {
    byte[] message() {
      return bytes.toByteArray();
    }
  }

  /** Three examples, whose answers are 3, 4 and 5. */
  static final Seed PREDICT = predict(2, 4, 6);

  /** As {@link #PREDICT}. */
  static final Seed INFER = infer(2, 4, 6);

  static final List<Seed> ALL =
      List.of(
          PREDICT,
          seed(
              PREDICTION + "Predict",
              PredictRequest.class,
              "model_spec { name: 'sums' version { value: 1 } signature_name: 'int32' } inputs { key: 'x' value { dtype: DT_INT32 tensor_shape { dim { size: 2 } } tensor_content: '\\001\\000\\000\\000\\002\\000\\000\\000' } } output_filter: 'y'"),
          seed(
              PREDICTION + "Predict",
              PredictRequest.class,
              "model_spec { name: 'sums' signature_name: 'rows' } inputs { key: 'a' value { dtype: DT_FLOAT tensor_shape { dim { size: 1 } dim { size: 2 } } float_val: 1 } } inputs { key: 'b' value { dtype: DT_STRING tensor_shape { dim { size: 1 } } string_val: 'x' } }"),
          seed(
              PREDICTION + "Regress",
              RegressionRequest.class,
              "model_spec { name: 'sums' signature_name: 'regress' } " + EXAMPLES),
          seed(
              PREDICTION + "Classify",
              ClassificationRequest.class,
              "model_spec { name: 'sums' signature_name: 'classify' } " + EXAMPLES),
          seed(
              PREDICTION + "MultiInference",
              MultiInferenceRequest.class,
              "tasks { model_spec { name: 'sums' signature_name: 'regress' } method_name: 'tensorflow/serving/regress' } tasks { model_spec { name: 'sums' signature_name: 'classify' } method_name: 'tensorflow/serving/classify' } "
                  + EXAMPLES),
          seed(
              PREDICTION + "GetModelMetadata",
              GetModelMetadataRequest.class,
              "model_spec { name: 'sums' } metadata_field: 'signature_def'"),
          seed(
              MODEL + "GetModelStatus", GetModelStatusRequest.class, "model_spec { name: 'sums' }"),
          INFER,
          new Seed(INFERENCE + "ModelInfer", rawInputs().toByteString()),
          seed(INFERENCE + "ModelMetadata", ModelMetadataRequest.class, "name: 'sums'"),
          seed(INFERENCE + "ModelReady", ModelReadyRequest.class, "name: 'sums' version: '1'"),
          seed(INFERENCE + "ServerLive", ServerLiveRequest.class, ""),
          new Seed("/grpc.health.v1.Health/Check", ByteString.EMPTY));

  private GrpcSeeds() {}

  static Seed predict(Integer... x) {
    return seed(
        PREDICTION + "Predict",
        PredictRequest.class,
        "model_spec { name: 'sums' } inputs { key: 'x' value { dtype: DT_FLOAT tensor_shape { dim { size: %d } } float_val: %s } }"
            .formatted(x.length, Arrays.toString(x)));
  }

  static Seed infer(Integer... x) {
    return seed(
        INFERENCE + "ModelInfer",
        ModelInferRequest.class,
        "model_name: 'sums' inputs { name: 'x' datatype: 'FP32' shape: %d contents { fp32_contents: %s } }"
            .formatted(x.length, Arrays.toString(x)));
  }

  /** One example, a zero, for a signature of numbers. */
  static Seed one(String signature) {
    return seed(
        PREDICTION + "Predict",
        PredictRequest.class,
        "model_spec { name: 'sums' signature_name: '%s' } inputs { key: 'x' value { dtype: %s tensor_shape { dim { size: 1 } } tensor_content: '\\000\\000\\000\\000' } }"
            .formatted(signature, signature.equals("int32") ? "DT_INT32" : "DT_FLOAT"));
  }

  /** So many halves by Predict. */
  static Seed fill(int n) {
    return seed(
        PREDICTION + "Predict",
        PredictRequest.class,
        "model_spec { name: 'sums' signature_name: 'fill' } inputs { key: 'n' value { dtype: DT_INT32 tensor_shape {} int_val: %d } }"
            .formatted(n));
  }

  /** So many halves by ModelInfer. */
  static Seed fillInfer(int n) {
    return seed(
        INFERENCE + "ModelInfer",
        ModelInferRequest.class,
        "model_name: 'sums' parameters { key: 'signature_name' value { string_param: 'fill' } } inputs { name: 'n' datatype: 'INT32' contents { int_contents: %d } }"
            .formatted(n));
  }

  /** Some work for the model slow. */
  static Seed slow(int n) {
    return seed(
        PREDICTION + "Predict",
        PredictRequest.class,
        "model_spec { name: 'slow' } inputs { key: 'n' value { dtype: DT_INT32 tensor_shape {} int_val: %d } }"
            .formatted(n));
  }

  private static MessageLite rawInputs() {
    return message(
            ModelInferRequest.class,
            "model_name: 'sums' parameters { key: 'signature_name' value { string_param: 'rows' } } inputs { name: 'a' datatype: 'FP32' shape: [1, 2] } inputs { name: 'b' datatype: 'BYTES' shape: 1 }")
        .toBuilder()
        .addRawInputContents(ByteString.copyFrom(new byte[] {0, 0, 0, 64, 0, 0, 0, 64}))
        .addRawInputContents(ByteString.copyFrom(new byte[] {1, 0, 0, 0, 'x'}))
        .build();
  }

  private static <M extends Message> Seed seed(String path, Class<M> type, String text) {
    return new Seed(path, message(type, text).toByteString());
  }

  private static <M extends Message> M message(Class<M> type, String text) {
    try {
      return TextFormat.parse(text, type);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(text, e);
    }
  }
}
