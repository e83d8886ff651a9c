package dev.jera.server.grpc;

import static dev.jera.server.grpc.Refusals.refused;
import static dev.jera.server.grpc.Refusals.refusedOver;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.PERMISSION_DENIED;
import static io.grpc.Status.Code.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jera.server.proto.Metric;
import dev.jera.server.proto.ModelConfig;
import dev.jera.server.proto.ModelServiceGrpc;
import dev.jera.server.proto.ReloadConfigRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {
  @TempDir static Path directory;
  private static Served served;

  @BeforeAll
  static void start() {
    served =
        Served.half(
            directory,
            options ->
                options
                    .withAddress(Optional.empty())
                    .withRepository(options.repository().withLoadRetries(0)));
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @AfterEach
  void aGoodRequestIsAnsweredAfterIt() {
    served.answersAGoodRequest();
  }

  @Test
  void onlyAListOfModelsIsTaken() {
    refused(
        () -> served.models().handleReloadConfigRequest(ReloadConfigRequest.getDefaultInstance()),
        INVALID_ARGUMENT,
        "ServerModelConfig type not supported by HandleReloadConfigRequest. Only ModelConfigList is currently supported");
  }

  @Test
  void aWrongListIsInvalidAndChangesNothing() {
    refuses(
        half().setBasePath("relative"),
        "model 'half': base_path: 'relative' (expected: an absolute path)");
    refuses(half().setModelPlatform("caffe"), "model_platform: 'caffe'");
    refused(
        () -> served.models().handleReloadConfigRequest(reload(half(), half())),
        INVALID_ARGUMENT,
        "model 'half': configured twice (expected: each name once)");
    refuses(half().setBasePath(directory.resolve("half/1").toString()), "is itself a bundle");
  }

  @Test
  void aLabelNamesAvailableVersionsOnly() {
    refusedOver(
        () ->
            served.models().handleReloadConfigRequest(reload(half().putVersionLabels("canary", 9))),
        FAILED_PRECONDITION,
        "canary");
  }

  @Test
  void aModelThatCannotBeLoadedIsToldWithItsReason() throws IOException {
    Files.write(
        Files.createDirectories(directory.resolve("broken/1")).resolve("saved_model.pb"),
        new byte[] {-1, -2, -3, -4});
    refusedOver(
        () ->
            served
                .models()
                .handleReloadConfigRequest(
                    reload(
                        half(),
                        ModelConfig.newBuilder()
                            .setName("broken")
                            .setBasePath(directory.resolve("broken").toString()))),
        UNKNOWN,
        "broken");
  }

  @Test
  void metricsThatAreAskedForHaveNotIncreased() {
    var answer =
        served
            .models()
            .handleReloadConfigRequest(
                reload(half()).toBuilder().addMetricNames("/a").addMetricNames("/b").build());
    assertThat(answer.getStatus().getErrorMessage()).isEmpty();
    assertThat(answer.getMetricList())
        .extracting(Metric::getName, Metric::getInt64ValueIncrease)
        .containsExactly(tuple("/a", 0L), tuple("/b", 0L));
  }

  @Test
  void otherMachinesAreRefusedUnlessTheyAreAllowed() throws Exception {
    String address = otherAddress();
    ManagedChannel channel = channel(address, served);
    refused(
        () -> ModelServiceGrpc.newBlockingStub(channel).handleReloadConfigRequest(reload(half())),
        PERMISSION_DENIED,
        "The models are reloaded from the server's own machine only, not from %s; call it there, or set allowsRemoteManagement"
            .formatted(address));
    channel.shutdownNow();
    try (Served open =
        Served.half(
            directory.resolve("open"),
            options -> options.withAddress(Optional.empty()).withAllowsRemoteManagement(true))) {
      ManagedChannel allowed = channel(address, open);
      assertThat(
              ModelServiceGrpc.newBlockingStub(allowed)
                  .handleReloadConfigRequest(reload(half()))
                  .hasStatus())
          .isTrue();
      allowed.shutdownNow();
    }
  }

  private static ManagedChannel channel(String address, Served served) {
    return NettyChannelBuilder.forAddress(address, served.server().grpcPort())
        .usePlaintext()
        .build();
  }

  /** An address of this machine that is not its loopback. */
  private static String otherAddress() throws IOException {
    Optional<String> address =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(one -> one instanceof Inet4Address && !one.isLoopbackAddress())
            .map(InetAddress::getHostAddress)
            .findFirst();
    assumeTrue(address.isPresent(), "this machine has no network but its loopback");
    return address.orElseThrow();
  }

  private static void refuses(ModelConfig.Builder model, String part) {
    refusedOver(
        () -> served.models().handleReloadConfigRequest(reload(model)), INVALID_ARGUMENT, part);
  }

  private static ModelConfig.Builder half() {
    return ModelConfig.newBuilder()
        .setName("half")
        .setBasePath(directory.resolve("half").toString());
  }

  private static ReloadConfigRequest reload(ModelConfig.Builder... models) {
    ReloadConfigRequest.Builder request = ReloadConfigRequest.newBuilder();
    for (ModelConfig.Builder model : models) {
      request.getConfigBuilder().getModelConfigListBuilder().addConfig(model);
    }
    return request.build();
  }
}
