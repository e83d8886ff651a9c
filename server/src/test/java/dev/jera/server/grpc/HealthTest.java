package dev.jera.server.grpc;

import static dev.jera.server.grpc.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Health and reflection. */
@Timeout(60)
class HealthTest {
  @TempDir static Path directory;
  private static Served served;

  @BeforeAll
  static void start() {
    served = Served.half(directory);
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void theServerAndEachServiceServe() {
    var health = HealthGrpc.newBlockingStub(served.channel());
    for (String service :
        new String[] {
          "", "tensorflow.serving.PredictionService", "tensorflow.serving.ModelService"
        }) {
      assertThat(health.check(of(service)).getStatus()).isEqualTo(ServingStatus.SERVING);
    }
    refused(
        () -> health.check(of("nobody")),
        Status.Code.NOT_FOUND,
        "There is no service 'nobody' on this server");
  }

  @Test
  void whoWatchesHearsOfTheStopAndDoesNotDelayIt() throws Exception {
    Answers<HealthCheckResponse> server = new Answers<>();
    Answers<HealthCheckResponse> unknown = new Answers<>();
    try (Served other = Served.half(directory.resolve("other"))) {
      HealthGrpc.newStub(other.channel()).watch(of(""), server);
      HealthGrpc.newStub(other.channel()).watch(of("nobody"), unknown);
      assertThat(server.take()).isEqualTo(status(ServingStatus.SERVING));
      assertThat(unknown.take()).isEqualTo(status(ServingStatus.SERVICE_UNKNOWN));
      long began = System.nanoTime();
      other.server().close();
      // Requests that are under way would be waited for as long as 30 seconds.
      assertThat(System.nanoTime() - began).isLessThan(20_000_000_000L);
      assertThat(server.take()).isEqualTo(status(ServingStatus.NOT_SERVING));
      assertThat(server.take()).isEqualTo("end");
    }
  }

  @Test
  void reflectionListsTheServicesAndKnowsTheirFiles() throws Exception {
    Answers<ServerReflectionResponse> answers = new Answers<>();
    var questions = ServerReflectionGrpc.newStub(served.channel()).serverReflectionInfo(answers);
    questions.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    ServerReflectionResponse list = (ServerReflectionResponse) answers.take();
    assertThat(list.getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .contains(
            "tensorflow.serving.PredictionService",
            "tensorflow.serving.ModelService",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection");
    questions.onNext(
        ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("tensorflow.serving.PredictionService")
            .build());
    ServerReflectionResponse file = (ServerReflectionResponse) answers.take();
    assertThat(file.getFileDescriptorResponse().getFileDescriptorProtoCount()).isPositive();
    questions.onCompleted();
  }

  @Test
  void olderClientsHaveTheFirstVersionOfReflection() throws Exception {
    Answers<io.grpc.reflection.v1alpha.ServerReflectionResponse> answers = new Answers<>();
    var questions =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(served.channel())
            .serverReflectionInfo(answers);
    questions.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setListServices("")
            .build());
    assertThat(answers.take().toString()).contains("tensorflow.serving.PredictionService");
    questions.onCompleted();
  }

  private static HealthCheckRequest of(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  private static HealthCheckResponse status(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  /** What a stream says, in its order, and how it ends. */
  private static final class Answers<T> implements StreamObserver<T> {
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    Object take() throws InterruptedException {
      return heard.take();
    }

    @Override
    public void onNext(T value) {
      heard.add(value);
    }

    @Override
    public void onError(Throwable failure) {
      heard.add(failure);
    }

    @Override
    public void onCompleted() {
      heard.add("end");
    }
  }
}
