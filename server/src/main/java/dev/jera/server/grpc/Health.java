package dev.jera.server.grpc;

import com.google.common.collect.ImmutableSet;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerListenerAdapter;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthImplBase;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.HashSet;
import java.util.Set;

/**
 * gRPC's standard health service, of the server, {@code ""}, and of each of its services. A server
 * serves from when its ports open, which is when its models answer, until it stops.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">its protocol</a>
 */
final class Health extends HealthImplBase {
  private static final String SERVER = "";

  private final Set<String> services;
  private final Set<ServerCallStreamObserver<HealthCheckResponse>> watchers = new HashSet<>();
  private boolean isStopping;

  /** Of services by their full names. */
  Health(Set<String> services) {
    this.services = ImmutableSet.<String>builder().addAll(services).add(SERVER).build();
  }

  /** Hears of the server's stop. */
  ServerListenerAdapter listener() {
    return new ServerListenerAdapter() {
      @Override
      public void serverStopping(Server server) {
        stop();
      }
    };
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    if (services.contains(request.getService())) {
      GrpcAnswers.now(this::health, observer);
    } else {
      observer.onError(
          Status.NOT_FOUND
              .withDescription(
                  "There is no service '%s' on this server".formatted(request.getService()))
              .asException());
    }
  }

  @Override
  public synchronized void watch(
      HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    boolean isKnown = services.contains(request.getService());
    observer.onNext(isKnown ? health() : response(ServingStatus.SERVICE_UNKNOWN));
    if (isStopping) {
      observer.onCompleted();
      return;
    }
    var watcher = (ServerCallStreamObserver<HealthCheckResponse>) observer;
    watcher.setOnCancelHandler(() -> forget(watcher));
    watchers.add(watcher);
  }

  private synchronized void forget(ServerCallStreamObserver<HealthCheckResponse> watcher) {
    watchers.remove(watcher);
  }

  /** Tells those who watch, and lets them go: the server would wait for them. */
  private synchronized void stop() {
    isStopping = true;
    for (ServerCallStreamObserver<HealthCheckResponse> watcher : watchers) {
      watcher.onNext(health());
      watcher.onCompleted();
    }
    watchers.clear();
  }

  private synchronized HealthCheckResponse health() {
    return response(isStopping ? ServingStatus.NOT_SERVING : ServingStatus.SERVING);
  }

  private static HealthCheckResponse response(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }
}
