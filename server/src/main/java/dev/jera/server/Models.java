package dev.jera.server;

import com.google.common.collect.ImmutableList;
import dev.jera.server.config.ConfigException;
import dev.jera.server.config.ModelConfigFile;
import dev.jera.server.config.ModelSettings;
import dev.jera.server.proto.ModelServerConfig;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRepository;
import dev.jera.serving.repository.RepositoryListener;
import java.util.List;

/** The models that a server serves, which may be replaced while it does. */
public final class Models implements AutoCloseable {
  private final ServerOptions options;
  private final ModelRepository repository;

  /** Begins to load the models that the options name, or the file that they name. */
  Models(ServerOptions options, RepositoryListener listener) {
    this.options = options;
    List<ModelConfig> models =
        configs(
            options
                .configFile()
                .map(source -> ModelConfigFile.read(source.file(), options.loading()))
                .orElse(options.models()));
    this.repository = ModelRepository.open(models, options.repository().withListener(listener));
  }

  /** Where they are. */
  public ModelRepository repository() {
    return repository;
  }

  /**
   * Replaces all models, see {@link ModelRepository#setModels}.
   *
   * @throws ConfigException if the configuration is not one, or names too many models
   * @throws dev.jera.serving.repository.ModelRepositoryException if a label may not name its
   *     version
   * @throws IllegalArgumentException if a base path is itself a bundle
   */
  public void replace(ModelServerConfig config) {
    replace(ModelConfigFile.of(config, options.loading()));
  }

  /** Replaces all models, see {@link #replace(ModelServerConfig)}. */
  public void replace(List<ModelSettings> models) {
    repository.setModels(configs(models));
  }

  private List<ModelConfig> configs(List<ModelSettings> models) {
    if (models.size() > options.limits().models()) {
      throw new ConfigException(
          "%d models are configured (at most: %d)"
              .formatted(models.size(), options.limits().models()));
    }
    return models.stream()
        .map(ModelSettings::model)
        .map(model -> model.withBatching(model.batching().or(options::batching)))
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public void close() {
    repository.close();
  }
}
