package dev.jera.server.grpc;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.jera.server.ApiException;
import dev.jera.server.Models;
import dev.jera.server.config.ConfigException;
import dev.jera.server.proto.Metric;
import dev.jera.server.proto.ReloadConfigRequest;
import dev.jera.server.proto.ReloadConfigResponse;
import dev.jera.server.proto.StatusProto;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRepositoryException;
import io.grpc.Status;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.error.Code;

/** Replaces the models by those of a call, and waits until the new ones answer. */
final class Reload {
  private final Models models;
  private final Duration timeout;

  Reload(Models models, Duration timeout) {
    this.models = models;
    this.timeout = timeout;
  }

  /**
   * Reloads.
   *
   * @throws ApiException if the configuration is wrong, if a label may not name its version, or if
   *     a new model cannot be loaded: the others are replaced then nevertheless
   */
  ReloadConfigResponse answer(ReloadConfigRequest request) {
    if (!request.getConfig().hasModelConfigList()) {
      throw ApiException.invalid(
          "ServerModelConfig type not supported by HandleReloadConfigRequest. Only ModelConfigList is currently supported");
    }
    try {
      long deadline = System.nanoTime() + timeout.toNanos();
      Set<String> before = names();
      models.replace(request.getConfig());
      for (String added : Sets.difference(names(), before)) {
        models
            .repository()
            .awaitLoaded(added, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (ConfigException | IllegalArgumentException e) {
      throw refused(Status.Code.INVALID_ARGUMENT, e);
    } catch (ModelRepositoryException e) {
      throw switch (e.reason()) {
        case LABEL_REFUSED -> refused(Status.Code.FAILED_PRECONDITION, e);
        // TensorFlow Serving's code for a model that did not become available.
        case NOT_AVAILABLE, UNKNOWN_MODEL, UNKNOWN_VERSION, UNKNOWN_LABEL ->
            refused(Status.Code.UNKNOWN, e);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(Status.Code.CANCELLED, "The server is stopping", e);
    }
    return response(request);
  }

  private Set<String> names() {
    return models.repository().models().stream()
        .map(ModelConfig::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Of the metrics that the call asks for none is counted under TensorFlow Serving's own name. */
  private static ReloadConfigResponse response(ReloadConfigRequest request) {
    ReloadConfigResponse.Builder response =
        ReloadConfigResponse.newBuilder().setStatus(StatusProto.newBuilder().setErrorCode(Code.OK));
    for (String metric : ImmutableSet.copyOf(request.getMetricNamesList())) {
      response.addMetric(Metric.newBuilder().setName(metric).setInt64ValueIncrease(0));
    }
    return response.build();
  }

  private static ApiException refused(Status.Code code, Exception cause) {
    return new ApiException(code, String.valueOf(cause.getMessage()), cause);
  }
}
