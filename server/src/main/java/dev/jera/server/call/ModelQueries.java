package dev.jera.server.call;

import com.google.protobuf.Any;
import com.google.protobuf.Int64Value;
import dev.jera.server.ApiException;
import dev.jera.server.proto.GetModelMetadataResponse;
import dev.jera.server.proto.GetModelStatusResponse;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.ModelVersionStatus;
import dev.jera.server.proto.SignatureDefMap;
import dev.jera.server.proto.StatusProto;
import dev.jera.serving.repository.Lease;
import dev.jera.serving.repository.ModelRef;
import dev.jera.serving.repository.ModelRepository;
import dev.jera.serving.repository.ModelRepositoryException;
import dev.jera.serving.repository.VersionStatus;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.tensorflow.proto.error.Code;

/** What is asked about models, not of them: it takes no worker and loads nothing. */
public final class ModelQueries {
  /** The one kind of metadata that there is. */
  public static final String SIGNATURE_DEF = "signature_def";

  private ModelQueries() {}

  /**
   * The states of a model's versions, or of one.
   *
   * @throws ApiException if there is no such model, version or label
   */
  public static GetModelStatusResponse status(ModelRepository repository, ModelRef ref) {
    OptionalLong wanted = version(repository, ref);
    GetModelStatusResponse.Builder response = GetModelStatusResponse.newBuilder();
    for (VersionStatus status : statuses(repository, ref.name())) {
      if (wanted.isEmpty() || wanted.getAsLong() == status.version().version()) {
        response.addModelVersionStatus(proto(status));
      }
    }
    if (response.getModelVersionStatusCount() == 0) {
      throw new ApiException(
          Status.Code.NOT_FOUND,
          wanted.isEmpty()
              ? "Could not find any versions of model " + ref.name()
              : "Could not find version %d of model %s".formatted(wanted.getAsLong(), ref.name()));
    }
    return response.build();
  }

  /** The states of a model's versions, the newest first; none where there is no such model. */
  public static List<VersionStatus> statuses(ModelRepository repository, String name) {
    try {
      return repository.status(name);
    } catch (ModelRepositoryException e) {
      return List.of();
    }
  }

  /**
   * The number of the version that is asked for by number or by label; empty for the newest.
   *
   * @throws ApiException if there is no such label, or no model that could have it
   */
  static OptionalLong version(ModelRepository repository, ModelRef ref) {
    return ref.label().isPresent() ? OptionalLong.of(labelled(repository, ref)) : ref.version();
  }

  private static long labelled(ModelRepository repository, ModelRef ref) {
    String label = ref.label().orElseThrow();
    return repository.models().stream()
        .filter(model -> model.name().equals(ref.name()))
        .findFirst()
        .flatMap(model -> Optional.ofNullable(model.labels().get(label)))
        .orElseThrow(() -> ApiException.invalid("Unrecognized servable version label: %s", label));
  }

  private static ModelVersionStatus proto(VersionStatus status) {
    return ModelVersionStatus.newBuilder()
        .setVersion(status.version().version())
        .setState(ModelVersionStatus.State.valueOf(status.state().name()))
        .setStatus(
            status
                .error()
                .map(
                    error ->
                        StatusProto.newBuilder()
                            .setErrorCode(Code.UNKNOWN)
                            .setErrorMessage(String.valueOf(error.getMessage())))
                .orElseGet(StatusProto::newBuilder))
        .build();
  }

  /**
   * The signatures of a version.
   *
   * @throws ApiException if there is no such model, version or label
   */
  public static GetModelMetadataResponse metadata(ModelRepository repository, ModelRef ref) {
    return ask(
        repository,
        ref,
        lease ->
            GetModelMetadataResponse.newBuilder()
                .setModelSpec(
                    ModelSpec.newBuilder()
                        .setName(ref.name())
                        .setVersion(Int64Value.of(lease.version().version())))
                .putMetadata(
                    SIGNATURE_DEF,
                    Any.pack(
                        SignatureDefMap.newBuilder()
                            .putAllSignatureDef(
                                lease.predictor().description().metaGraph().getSignatureDefMap())
                            .build()))
                .build());
  }

  /**
   * Asks something about a version, which stays loaded meanwhile.
   *
   * @throws ApiException if there is no such model, version or label
   */
  public static <T> T ask(ModelRepository repository, ModelRef ref, Function<Lease, T> query) {
    try (Lease lease = Hold.lease(repository, ref)) {
      return query.apply(lease);
    }
  }
}
