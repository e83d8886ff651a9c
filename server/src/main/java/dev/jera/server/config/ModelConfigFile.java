package dev.jera.server.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Longs;
import dev.jera.server.proto.LoggingConfig;
import dev.jera.server.proto.ModelServerConfig;
import dev.jera.server.proto.ServableVersionPolicy;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.VersionPolicy;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * TensorFlow Serving's list of models: {@code model_config_list { config { name: "mnist" base_path:
 * "/models/mnist" model_platform: "tensorflow" } }}, from a file or from a call that reloads it.
 *
 * @see <a
 *     href="https://www.tensorflow.org/tfx/serving/serving_config#model_server_configuration">its
 *     documentation</a>
 */
public final class ModelConfigFile {
  private static final Set<String> PLATFORMS = ImmutableSet.of("", "tensorflow");

  private ModelConfigFile() {}

  /**
   * Reads a file.
   *
   * @param options how the models' bundles are loaded
   * @throws ConfigException if it cannot be read, or as {@link #of} says
   */
  public static List<ModelSettings> read(Path file, PredictorOptions options) {
    ModelServerConfig.Builder config = ModelServerConfig.newBuilder();
    TextFile.merge("model config file", file, config);
    return of(config.build(), options);
  }

  /**
   * The models of a configuration, in its order.
   *
   * @throws ConfigException if two have one name, if a name is missing, a base path missing or
   *     relative, a platform not TensorFlow's, or a policy, a label or a sampling rate out of range
   */
  public static List<ModelSettings> of(ModelServerConfig config, PredictorOptions options) {
    ImmutableList.Builder<ModelSettings> models = ImmutableList.builder();
    Set<String> names = new HashSet<>();
    for (dev.jera.server.proto.ModelConfig model : config.getModelConfigList().getConfigList()) {
      if (!names.add(model.getName())) {
        throw new ConfigException(
            "model '%s': configured twice (expected: each name once)".formatted(model.getName()));
      }
      try {
        models.add(settings(model, options));
      } catch (IllegalArgumentException e) {
        throw new ConfigException("model '%s': %s".formatted(model.getName(), e.getMessage()), e);
      }
    }
    return models.build();
  }

  private static ModelSettings settings(
      dev.jera.server.proto.ModelConfig model, PredictorOptions options) {
    if (!PLATFORMS.contains(model.getModelPlatform())) {
      throw new IllegalArgumentException(
          "model_platform: '%s' (expected: 'tensorflow')".formatted(model.getModelPlatform()));
    }
    return new ModelSettings(
        new ModelConfig(
            model.getName(),
            basePath(model.getBasePath()),
            policy(model.getModelVersionPolicy()),
            model.getVersionLabelsMap(),
            options,
            Optional.empty()),
        logging(model));
  }

  private static Path basePath(String text) {
    try {
      Path path = Path.of(text);
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException(
            "base_path: '%s' (expected: an absolute path)".formatted(text));
      }
      return path;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "base_path: %s (expected: an absolute path)".formatted(e.getMessage()), e);
    }
  }

  private static VersionPolicy policy(ServableVersionPolicy policy) {
    return switch (policy.getPolicyChoiceCase()) {
      case ALL -> VersionPolicy.all();
      case SPECIFIC ->
          VersionPolicy.specific(Longs.toArray(policy.getSpecific().getVersionsList()));
      case LATEST, POLICYCHOICE_NOT_SET ->
          VersionPolicy.latest(Math.max(1, policy.getLatest().getNumVersions()));
    };
  }

  private static Optional<RequestLogging> logging(dev.jera.server.proto.ModelConfig model) {
    if (!model.hasLoggingConfig()) {
      return Optional.empty();
    }
    LoggingConfig logging = model.getLoggingConfig();
    return Optional.of(
        new RequestLogging(
            logging.getLogCollectorConfig().getFilenamePrefix(),
            logging.getSamplingConfig().getSamplingRate()));
  }
}
