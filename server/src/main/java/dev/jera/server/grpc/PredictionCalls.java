package dev.jera.server.grpc;

import dev.jera.server.ApiException;
import dev.jera.server.call.Api;
import dev.jera.server.call.Calls;
import dev.jera.server.call.Classification;
import dev.jera.server.call.ModelQueries;
import dev.jera.server.call.Regression;
import dev.jera.server.call.Wire;
import dev.jera.server.call.Work;
import dev.jera.server.proto.ClassificationRequest;
import dev.jera.server.proto.ClassificationResponse;
import dev.jera.server.proto.GetModelMetadataRequest;
import dev.jera.server.proto.GetModelMetadataResponse;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.MultiInferenceRequest;
import dev.jera.server.proto.MultiInferenceResponse;
import dev.jera.server.proto.PredictRequest;
import dev.jera.server.proto.PredictResponse;
import dev.jera.server.proto.PredictionServiceGrpc.PredictionServiceImplBase;
import dev.jera.server.proto.RegressionRequest;
import dev.jera.server.proto.RegressionResponse;
import dev.jera.serving.repository.ModelRef;
import io.grpc.stub.StreamObserver;

/** TensorFlow Serving's PredictionService. */
final class PredictionCalls extends PredictionServiceImplBase {
  private final Calls calls;
  private final long maxBytes;

  /**
   * Over these calls.
   *
   * @param maxBytes what a tensor of a request may take in memory
   */
  PredictionCalls(Calls calls, long maxBytes) {
    this.calls = calls;
    this.maxBytes = maxBytes;
  }

  @Override
  public void predict(PredictRequest request, StreamObserver<PredictResponse> observer) {
    answer(
        request.getModelSpec(),
        Api.PREDICT,
        hold -> Predict.begin(request, hold, maxBytes),
        observer);
  }

  @Override
  public void classify(
      ClassificationRequest request, StreamObserver<ClassificationResponse> observer) {
    ModelSpec spec = request.getModelSpec();
    String signature = ModelSpecs.signature(spec);
    answer(
        spec,
        Api.CLASSIFY,
        hold -> {
          hold.lease(ModelSpecs.ref(request.hasModelSpec(), spec));
          return Classification.ask(
                  hold, signature, ExampleTensors.of(request.getInput(), maxBytes))
              .thenApply(
                  result ->
                      ClassificationResponse.newBuilder()
                          .setResult(result)
                          .setModelSpec(ModelSpecs.answered(hold, signature))
                          .build());
        },
        observer);
  }

  @Override
  public void regress(RegressionRequest request, StreamObserver<RegressionResponse> observer) {
    ModelSpec spec = request.getModelSpec();
    String signature = ModelSpecs.signature(spec);
    answer(
        spec,
        Api.REGRESS,
        hold -> {
          hold.lease(ModelSpecs.ref(request.hasModelSpec(), spec));
          return Regression.ask(hold, signature, ExampleTensors.of(request.getInput(), maxBytes))
              .thenApply(
                  result ->
                      RegressionResponse.newBuilder()
                          .setResult(result)
                          .setModelSpec(ModelSpecs.answered(hold, signature))
                          .build());
        },
        observer);
  }

  @Override
  public void multiInference(
      MultiInferenceRequest request, StreamObserver<MultiInferenceResponse> observer) {
    answer(
        MultiInference.model(request),
        Api.MULTI_INFERENCE,
        hold -> MultiInference.begin(request, hold, maxBytes),
        observer);
  }

  @Override
  public void getModelMetadata(
      GetModelMetadataRequest request, StreamObserver<GetModelMetadataResponse> observer) {
    GrpcAnswers.now(() -> metadata(request), observer);
  }

  private GetModelMetadataResponse metadata(GetModelMetadataRequest request) {
    ModelRef ref = ModelSpecs.ref(request.hasModelSpec(), request.getModelSpec());
    if (request.getMetadataFieldCount() == 0) {
      throw ApiException.invalid(
          "GetModelMetadataRequest must specify at least one metadata_field");
    }
    for (String field : request.getMetadataFieldList()) {
      if (!field.equals(ModelQueries.SIGNATURE_DEF)) {
        throw ApiException.invalid("Metadata field %s is not supported", field);
      }
    }
    return ModelQueries.metadata(calls.repository(), ref);
  }

  private <T> void answer(ModelSpec spec, Api api, Work<T> work, StreamObserver<T> observer) {
    GrpcAnswers.whenDone(calls.submit(spec.getName(), api, Wire.GRPC, work), observer);
  }
}
