package dev.jera.server.grpc;

import com.google.protobuf.Int64Value;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.ApiException;
import dev.jera.server.call.Hold;
import dev.jera.server.proto.ModelSpec;
import dev.jera.serving.repository.ModelRef;

/** Which version of which model a call asks, and which one has answered. */
final class ModelSpecs {
  private ModelSpecs() {}

  /**
   * What is asked.
   *
   * @param isGiven whether the request has a spec at all
   * @throws ApiException if it has none, or if the spec names no model
   */
  static ModelRef ref(boolean isGiven, ModelSpec spec) {
    if (!isGiven) {
      throw ApiException.invalid("Missing ModelSpec");
    } else if (spec.getName().isEmpty()) {
      throw ApiException.invalid("ModelSpec has no name specified.");
    }
    return switch (spec.getVersionChoiceCase()) {
      case VERSION -> ModelRef.version(spec.getName(), spec.getVersion().getValue());
      case VERSION_LABEL -> ModelRef.label(spec.getName(), spec.getVersionLabel());
      case VERSIONCHOICE_NOT_SET -> ModelRef.latest(spec.getName());
    };
  }

  /** The name of the signature that is asked. */
  static String signature(ModelSpec spec) {
    return spec.getSignatureName().isEmpty() ? Signature.DEFAULT : spec.getSignatureName();
  }

  /** Who has answered: the version that is held, by the signature that was asked. */
  static ModelSpec answered(Hold hold, String signature) {
    return ModelSpec.newBuilder()
        .setName(hold.version().name())
        .setVersion(Int64Value.of(hold.version().version()))
        .setSignatureName(signature)
        .build();
  }
}
