package dev.jera.server.openinference;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.primitives.Longs;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.ApiException;
import dev.jera.server.call.ModelQueries;
import dev.jera.serving.Predictor;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRef;
import dev.jera.serving.repository.ModelRepository;
import dev.jera.serving.repository.VersionStatus;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What either wire says of models: which are ready, and what they take. */
final class ModelFacts {
  private final ModelRepository repository;

  ModelFacts(ModelRepository repository) {
    this.repository = repository;
  }

  /**
   * Which version a request wants.
   *
   * @param version its number; null or empty for the newest
   * @throws ApiException if it is no number
   */
  static ModelRef ref(String name, @Nullable String version) {
    if (version == null || version.isEmpty()) {
      return ModelRef.latest(name);
    }
    @Nullable Long number = Longs.tryParse(version);
    if (number == null || number < 0) {
      throw ApiException.invalid("version: '%s' (expected: a number from 0 on)", version);
    }
    return ModelRef.version(name, number);
  }

  /**
   * The signature that is asked.
   *
   * @param name its name; empty for the default one
   * @throws ApiException if there is none
   */
  static Signature signature(Predictor predictor, Optional<String> name) {
    String wanted =
        name.filter(text -> !text.isEmpty()).orElseGet(() -> predictor.defaultSignature());
    @Nullable Signature signature = predictor.signatures().get(wanted);
    if (signature == null) {
      throw new ApiException(
          Status.Code.FAILED_PRECONDITION,
          "The model has no signature '%s' (expected: one of %s)"
              .formatted(wanted, predictor.signatures().keySet()));
    }
    return signature;
  }

  /** The configured models that no version of is available. */
  List<String> notReady() {
    return repository.models().stream()
        .map(ModelConfig::name)
        .filter(name -> available(ModelQueries.statuses(repository, name)).isEmpty())
        .toList();
  }

  /**
   * Whether a version is available, or any one where none is named.
   *
   * @throws ApiException if there is no such model or version
   */
  boolean isReady(ModelRef ref) {
    if (!isServed(ref.name())) {
      throw notFound("Model with name %s does not exist.".formatted(ref.name()));
    }
    List<VersionStatus> statuses =
        ModelQueries.statuses(repository, ref.name()).stream()
            .filter(status -> ref.version().orElse(number(status)) == number(status))
            .toList();
    if (statuses.isEmpty() && ref.version().isPresent()) {
      throw notFound(
          "Model with name %s has no version %d.".formatted(ref.name(), ref.version().getAsLong()));
    }
    return !available(statuses).isEmpty();
  }

  /** The numbers of a model's available versions, the oldest first. */
  List<String> versions(String name) {
    return available(ModelQueries.statuses(repository, name)).stream()
        .sorted()
        .map(String::valueOf)
        .collect(toImmutableList());
  }

  /**
   * The default signature of a version.
   *
   * @throws ApiException if there is no such model or version, or no such signature
   */
  Signature signature(ModelRef ref) {
    return ModelQueries.ask(
        repository, ref, lease -> signature(lease.predictor(), Optional.empty()));
  }

  private boolean isServed(String name) {
    return repository.models().stream().anyMatch(model -> model.name().equals(name));
  }

  private static List<Long> available(List<VersionStatus> statuses) {
    return statuses.stream()
        .filter(status -> status.state() == VersionStatus.State.AVAILABLE)
        .map(ModelFacts::number)
        .toList();
  }

  private static long number(VersionStatus status) {
    return status.version().version();
  }

  private static ApiException notFound(String message) {
    return new ApiException(Status.Code.NOT_FOUND, message);
  }
}
