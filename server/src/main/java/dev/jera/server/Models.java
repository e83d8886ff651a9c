package dev.jera.server;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.jera.server.config.ConfigException;
import dev.jera.server.config.ModelConfigFile;
import dev.jera.server.config.ModelConfigSource;
import dev.jera.server.config.ModelSettings;
import dev.jera.server.log.RequestLogs;
import dev.jera.server.proto.ModelServerConfig;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.ServingListener;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRepository;
import dev.jera.serving.repository.RepositoryListener;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models that a server serves and the logs of their requests, which may be replaced. */
public final class Models implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Models.class);

  private final ServerOptions options;
  private final ServingListener listener;
  private final ModelRepository repository;
  private final RequestLogs logs = new RequestLogs();
  private final ScheduledExecutorService poller =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder()
              .setNameFormat("jera-server-config-%d")
              .setDaemon(true)
              .build());

  private List<ModelSettings> settings;

  /** What the file of models said when it was last followed; a call may have replaced it since. */
  private List<ModelSettings> followed;

  /**
   * Begins to load the models that the options name, or the file that they name.
   *
   * @param states hears of versions, beside whom the options name
   * @param listener hears of calls, beside whom the models' options name
   */
  Models(ServerOptions options, RepositoryListener states, ServingListener listener) {
    this.options = options;
    this.listener = listener;
    this.settings = options.configFile().map(this::read).orElse(options.models());
    this.followed = settings;
    RepositoryListener own = options.repository().listener();
    this.repository =
        ModelRepository.open(
            configs(settings),
            options
                .repository()
                .withListener(
                    status -> {
                      states.onChange(status);
                      own.onChange(status);
                    }));
    logs.configure(settings);
  }

  /** Looks at the file of models again and again, where there is one. */
  void poll() {
    options
        .configFile()
        .filter(source -> !source.pollInterval().isZero())
        .ifPresent(
            source -> {
              long nanos = source.pollInterval().toNanos();
              var unused =
                  poller.scheduleWithFixedDelay(
                      () -> reread(source), nanos, nanos, TimeUnit.NANOSECONDS);
            });
  }

  private List<ModelSettings> read(ModelConfigSource source) {
    return ModelConfigFile.read(source.file(), options.loading());
  }

  /** Follows the file of models if it says something else than when it was last followed. */
  synchronized void reread(ModelConfigSource source) {
    try {
      List<ModelSettings> found = read(source);
      if (!found.equals(followed)) {
        replace(found);
        followed = found;
        LOGGER.info("{} has changed: the models are {}", source.file(), names(found));
      }
    } catch (RuntimeException e) {
      // Whatever it is, the next look may find the file mended.
      LOGGER.error("The models stay {}: {}", names(settings), e.getMessage());
    }
  }

  private static List<String> names(List<ModelSettings> models) {
    return models.stream().map(model -> model.model().name()).toList();
  }

  /** Where they are. */
  public ModelRepository repository() {
    return repository;
  }

  /** The logs of their requests. */
  RequestLogs logs() {
    return logs;
  }

  /**
   * Replaces all models, see {@link ModelRepository#setModels}. What a file of models says comes
   * back when that changes.
   *
   * @throws ConfigException if the configuration is not one, or names too many models
   * @throws dev.jera.serving.repository.ModelRepositoryException if a label may not name its
   *     version
   * @throws IllegalArgumentException if a base path is itself a bundle
   */
  public void replace(ModelServerConfig config) {
    replace(ModelConfigFile.of(config, options.loading()));
  }

  private synchronized void replace(List<ModelSettings> models) {
    repository.setModels(configs(models));
    logs.configure(models);
    settings = models;
  }

  private List<ModelConfig> configs(List<ModelSettings> models) {
    if (models.size() > options.limits().models()) {
      throw new ConfigException(
          "%d models are configured (at most: %d)"
              .formatted(models.size(), options.limits().models()));
    }
    return models.stream()
        .map(ModelSettings::model)
        .map(
            model ->
                model
                    .withBatching(model.batching().or(options::batching))
                    .withOptions(heard(model.options())))
        .collect(ImmutableList.toImmutableList());
  }

  private PredictorOptions heard(PredictorOptions loading) {
    return loading.withListener(new ListenerPair(loading.listener(), listener));
  }

  @Override
  public void close() {
    poller.shutdownNow();
    repository.close();
    logs.close();
  }
}
