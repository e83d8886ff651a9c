package dev.jera.server.openinference;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.primitives.Longs;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.server.call.Api;
import dev.jera.server.call.Calls;
import dev.jera.server.call.Wire;
import dev.jera.server.grpc.GrpcAnswers;
import dev.jera.server.json.Datatype;
import dev.jera.server.json.InferMetadata;
import dev.jera.server.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import dev.jera.server.proto.inference.ModelInferRequest;
import dev.jera.server.proto.inference.ModelInferResponse;
import dev.jera.server.proto.inference.ModelMetadataRequest;
import dev.jera.server.proto.inference.ModelMetadataResponse;
import dev.jera.server.proto.inference.ModelMetadataResponse.TensorMetadata;
import dev.jera.server.proto.inference.ModelReadyRequest;
import dev.jera.server.proto.inference.ModelReadyResponse;
import dev.jera.server.proto.inference.ServerLiveRequest;
import dev.jera.server.proto.inference.ServerLiveResponse;
import dev.jera.server.proto.inference.ServerMetadataRequest;
import dev.jera.server.proto.inference.ServerMetadataResponse;
import dev.jera.server.proto.inference.ServerReadyRequest;
import dev.jera.server.proto.inference.ServerReadyResponse;
import dev.jera.serving.repository.ModelRef;
import dev.jera.serving.repository.ModelVersion;
import io.grpc.stub.StreamObserver;
import java.util.Collection;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** The protocol over gRPC. */
final class InferenceService extends GRPCInferenceServiceImplBase {
  private final Calls calls;
  private final ModelFacts models;

  InferenceService(Calls calls, ModelFacts models) {
    this.calls = calls;
    this.models = models;
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
    GrpcAnswers.now(() -> ServerLiveResponse.newBuilder().setLive(true).build(), observer);
  }

  @Override
  public void serverReady(
      ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
    GrpcAnswers.now(
        () -> ServerReadyResponse.newBuilder().setReady(models.notReady().isEmpty()).build(),
        observer);
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
    GrpcAnswers.now(
        () ->
            ModelReadyResponse.newBuilder()
                .setReady(models.isReady(ModelFacts.ref(request.getName(), request.getVersion())))
                .build(),
        observer);
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
    GrpcAnswers.now(
        () ->
            ServerMetadataResponse.newBuilder()
                .setName(ServerFacts.NAME)
                .setVersion(ServerFacts.VERSION)
                .addAllExtensions(ServerFacts.EXTENSIONS)
                .build(),
        observer);
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
    GrpcAnswers.now(
        () -> metadata(ModelFacts.ref(request.getName(), request.getVersion())), observer);
  }

  private ModelMetadataResponse metadata(ModelRef model) {
    Signature signature = models.signature(model);
    return ModelMetadataResponse.newBuilder()
        .setName(model.name())
        .addAllVersions(models.versions(model.name()))
        .setPlatform(InferMetadata.PLATFORM)
        .addAllInputs(tensors(signature.inputs().values()))
        .addAllOutputs(tensors(signature.outputs().values()))
        .build();
  }

  private static List<TensorMetadata> tensors(Collection<TensorSpec> specs) {
    return specs.stream()
        .map(
            spec ->
                TensorMetadata.newBuilder()
                    .setName(spec.name())
                    .setDatatype(Datatype.of(spec.dtype()))
                    .addAllShape(shape(spec.shape()))
                    .build())
        .collect(toImmutableList());
  }

  /** The protocol has no word for an unknown rank, which is told as [-1]. */
  private static List<Long> shape(Shape shape) {
    return Longs.asList(shape.isUnknown() ? new long[] {Shape.UNKNOWN_SIZE} : shape.asArray());
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
    GrpcAnswers.whenDone(
        calls.submit(
            request.getModelName(),
            Api.PREDICT,
            Wire.GRPC,
            hold -> {
              ModelVersion version =
                  hold.lease(ModelFacts.ref(request.getModelName(), request.getModelVersion()))
                      .version();
              return InferRequests.read(request)
                  .ask(hold)
                  .thenApply(outputs -> InferResponses.of(request, version, outputs));
            }),
        observer);
  }
}
