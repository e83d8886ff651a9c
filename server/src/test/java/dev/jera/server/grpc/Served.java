package dev.jera.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int64Value;
import dev.jera.server.Limits;
import dev.jera.server.ModelServer;
import dev.jera.server.ServerOptions;
import dev.jera.server.config.ModelSettings;
import dev.jera.server.proto.ModelServiceGrpc;
import dev.jera.server.proto.ModelServiceGrpc.ModelServiceBlockingStub;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.PredictRequest;
import dev.jera.server.proto.PredictionServiceGrpc;
import dev.jera.server.proto.PredictionServiceGrpc.PredictionServiceBlockingStub;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.VersionPolicy;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorShapeProto.Dim;

/**
 * A server of the model half, whose version 1 adds 2 and is labelled stable and whose version 2
 * adds 3, with a client.
 */
record Served(ModelServer server, ManagedChannel channel) implements AutoCloseable {
  static Served half(Path directory) {
    return half(directory, Limits.defaults());
  }

  static Served half(Path directory, Limits limits) {
    return half(directory, options -> options.withLimits(limits));
  }

  static Served half(Path directory, UnaryOperator<ServerOptions> change) {
    GrpcBundles.half(directory.resolve("half/1"), 2);
    GrpcBundles.half(directory.resolve("half/2"), 3);
    return start(
        ModelConfig.of("half", directory.resolve("half"))
            .withPolicy(VersionPolicy.all())
            .withLabels(Map.of("stable", 1L)),
        change);
  }

  static Served start(ModelConfig model, UnaryOperator<ServerOptions> change) {
    ServerOptions options =
        ServerOptions.defaults()
            .withModels(List.of(ModelSettings.of(model)))
            .withAddress(Optional.of("127.0.0.1"))
            .withRestPort(0)
            .withGrpcPort(0);
    ModelServer server = ModelServer.start(change.apply(options));
    return new Served(
        server,
        NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort())
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build());
  }

  PredictionServiceBlockingStub predictions() {
    return PredictionServiceGrpc.newBlockingStub(channel);
  }

  ModelServiceBlockingStub models() {
    return ModelServiceGrpc.newBlockingStub(channel);
  }

  /** Asks for something that is right. */
  void answersAGoodRequest() {
    var answer = predictions().predict(x(half(), floats(2)));
    assertThat(answer.getOutputsOrThrow("y").getFloatValList()).containsExactly(4f);
  }

  static ModelSpec.Builder half() {
    return ModelSpec.newBuilder().setName("half");
  }

  static ModelSpec.Builder version(long version) {
    return half().setVersion(Int64Value.of(version));
  }

  static PredictRequest x(ModelSpec.Builder spec, TensorProto x) {
    return PredictRequest.newBuilder().setModelSpec(spec).putInputs("x", x).build();
  }

  static TensorProto floats(float... values) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorShape(shape(values.length));
    for (float value : values) {
      proto.addFloatVal(value);
    }
    return proto.build();
  }

  static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
