package dev.jera.serving.repository;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** All models, the configured and the leaving; guarded by its {@link Coordinator}. */
final class ServedModels {
  private final Map<String, ServedModel> configured = new LinkedHashMap<>();

  /** Models that are configured no more, until the last of their versions is unloaded. */
  private final List<ServedModel> leaving = new ArrayList<>();

  /** Configures these models in this order; those that are not among them leave. */
  void set(Map<String, ModelConfig> configs) {
    Map<String, ServedModel> next = new LinkedHashMap<>();
    configs.forEach(
        (name, config) -> {
          ServedModel kept = configured.remove(name);
          ServedModel model = kept == null ? new ServedModel(config) : kept;
          model.configure(config);
          next.put(name, model);
        });
    leave();
    configured.putAll(next);
  }

  /** Lets every model go. */
  void leave() {
    configured.values().forEach(ServedModel::leave);
    leaving.addAll(configured.values());
    configured.clear();
  }

  /**
   * Checks the labels of the models' next configurations.
   *
   * @throws ModelRepositoryException if one may not name its version
   */
  void checkLabels(Collection<ModelConfig> next, RepositoryOptions options) {
    next.forEach(config -> LabelRule.check(config, configured.get(config.name()), options));
  }

  /** The configured ones, in their order. */
  Collection<ServedModel> configured() {
    return configured.values();
  }

  /** Those that leave, then the configured ones. */
  Stream<ServedModel> all() {
    return Stream.concat(leaving.stream(), configured.values().stream());
  }

  /** Forgets those that have left. */
  void forget() {
    leaving.removeIf(model -> model.versions().isEmpty());
  }

  /** Whether there is no model any more. */
  boolean isEmpty() {
    return configured.isEmpty() && leaving.isEmpty();
  }

  /** The base paths of the configured ones. */
  Set<Path> basePaths() {
    return configured.values().stream()
        .map(model -> model.config().basePath())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** The versions that could not be loaded, and might be once their directories change. */
  List<Look.Failed> failed() {
    return configured.values().stream()
        .flatMap(model -> model.versions().stream())
        .filter(ServedVersion::mayBeTriedAgain)
        .map(version -> new Look.Failed(version, version.fingerprint))
        .toList();
  }

  /** The models as callers see them, by name. */
  ImmutableMap<String, Routes> routes() {
    return ImmutableMap.copyOf(Maps.transformValues(configured, ServedModel::routes));
  }
}
