package dev.jera.server.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.server.call.ModelQueries;
import dev.jera.serving.Predictor;
import dev.jera.serving.repository.Lease;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRef;
import dev.jera.serving.repository.ModelRepository;
import dev.jera.serving.repository.ModelRepositoryException;
import dev.jera.serving.repository.VersionStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the page knows of the models. Versions are text: JavaScript would round large ones. */
final class ModelsJson {
  private final JsonGenerator json;
  private final ModelRepository repository;

  private ModelsJson(JsonGenerator json, ModelRepository repository) {
    this.json = json;
    this.repository = repository;
  }

  /**
   * Writes all models of a repository.
   *
   * @param grpcPort where gRPC is, 0 for nowhere
   */
  static void write(JsonGenerator json, ModelRepository repository, int grpcPort)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("grpcPort", grpcPort);
    json.writeArrayFieldStart("models");
    for (ModelConfig model : repository.models()) {
      new ModelsJson(json, repository).write(model);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(ModelConfig model) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", model.name());
    json.writeArrayFieldStart("versions");
    for (VersionStatus status : ModelQueries.statuses(repository, model.name())) {
      write(status, model.labels());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(VersionStatus status, Map<String, Long> labels) throws IOException {
    long version = status.version().version();
    json.writeStartObject();
    json.writeStringField("version", Long.toString(version));
    json.writeStringField("state", status.state().name());
    json.writeStringField(
        "error", status.error().map(error -> String.valueOf(error.getMessage())).orElse(""));
    json.writeArrayFieldStart("labels");
    for (Map.Entry<String, Long> label : labels.entrySet()) {
      if (label.getValue() == version) {
        json.writeString(label.getKey());
      }
    }
    json.writeEndArray();
    if (status.state() == VersionStatus.State.AVAILABLE) {
      writeLoaded(ModelRef.version(status.version().name(), version));
    }
    json.writeEndObject();
  }

  private void writeLoaded(ModelRef ref) throws IOException {
    try (Lease lease = repository.lease(ref)) {
      write(lease.predictor());
    } catch (ModelRepositoryException e) {
      // It has been unloaded since its state was read; the page asks again.
    }
  }

  private void write(Predictor predictor) throws IOException {
    Map<String, Signature> signatures = predictor.signatures();
    json.writeArrayFieldStart("signatures");
    for (Signature signature : signatures.values()) {
      write(signature);
    }
    json.writeEndArray();
    @Nullable Signature asked = signatures.get(Signature.defaultName(signatures.keySet()));
    Optional<ImageInput> image = Optional.ofNullable(asked).flatMap(ImageInput::of);
    if (image.isPresent()) {
      write(image.get(), predictor.labels());
    }
  }

  private void write(Signature signature) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", signature.name());
    json.writeStringField("method", signature.method());
    json.writeStringField("problem", signature.problem().orElse(""));
    write("inputs", signature.inputs());
    write("outputs", signature.outputs());
    json.writeEndObject();
  }

  private void write(String field, Map<String, TensorSpec> tensors) throws IOException {
    json.writeArrayFieldStart(field);
    for (TensorSpec tensor : tensors.values()) {
      json.writeStartObject();
      json.writeStringField("name", tensor.name());
      json.writeStringField("dtype", tensor.dtype().toString());
      if (!tensor.shape().isUnknown()) {
        long[] shape = tensor.shape().asArray();
        json.writeFieldName("shape");
        json.writeArray(shape, 0, shape.length);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void write(ImageInput image, List<String> classes) throws IOException {
    json.writeObjectFieldStart("image");
    json.writeStringField("signature", image.signature());
    json.writeNumberField("batch", image.batch());
    json.writeNumberField("height", image.height());
    json.writeNumberField("width", image.width());
    json.writeNumberField("channels", image.channels());
    json.writeArrayFieldStart("classes");
    for (String name : classes) {
      json.writeString(name);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
