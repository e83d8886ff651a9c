package dev.jera.server.grpc;

import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.ApiException;
import dev.jera.server.Models;
import dev.jera.server.ServerOptions;
import dev.jera.server.call.ModelQueries;
import dev.jera.server.proto.GetModelStatusRequest;
import dev.jera.server.proto.GetModelStatusResponse;
import dev.jera.server.proto.ModelServiceGrpc.ModelServiceImplBase;
import dev.jera.server.proto.ReloadConfigRequest;
import dev.jera.server.proto.ReloadConfigResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** TensorFlow Serving's ModelService. */
final class ModelCalls extends ModelServiceImplBase {
  private final Models models;
  private final boolean allowsRemote;
  private final Duration loadTimeout;

  ModelCalls(Models models, ServerOptions options) {
    this.models = models;
    this.allowsRemote = options.allowsRemoteManagement();
    this.loadTimeout = options.startTimeout();
  }

  @Override
  public void getModelStatus(
      GetModelStatusRequest request, StreamObserver<GetModelStatusResponse> observer) {
    GrpcAnswers.now(
        () ->
            ModelQueries.status(
                models.repository(),
                ModelSpecs.ref(request.hasModelSpec(), request.getModelSpec())),
        observer);
  }

  /** Waits for models to load on a thread for what blocks: no worker waits that others need. */
  @Override
  public void handleReloadConfigRequest(
      ReloadConfigRequest request, StreamObserver<ReloadConfigResponse> observer) {
    ServiceRequestContext ctx = ServiceRequestContext.current();
    if (!allowsRemote && !ctx.remoteAddress().getAddress().isLoopbackAddress()) {
      throw new ApiException(
          Status.Code.PERMISSION_DENIED,
          "The models are reloaded from the server's own machine only, not from %s; call it there, or set allowsRemoteManagement"
              .formatted(ctx.remoteAddress().getAddress().getHostAddress()));
    }
    if (!Deadlines.isGiven(ctx)) {
      ctx.setRequestTimeout(TimeoutMode.SET_FROM_START, loadTimeout);
    }
    Duration timeout = Duration.ofMillis(ctx.requestTimeoutMillis());
    GrpcAnswers.whenDone(
        CompletableFuture.supplyAsync(
            () -> new Reload(models, timeout).answer(request), ctx.blockingTaskExecutor()),
        observer);
  }
}
