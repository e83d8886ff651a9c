package dev.jera.serving.repository;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.EvictingQueue;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.jera.serving.repository.Directories.Listing;
import dev.jera.serving.repository.Look.Sight;
import dev.jera.serving.repository.VersionStatus.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A model and its versions, the wanted and the leaving; guarded by its {@link Coordinator}. */
final class ServedModel {
  /** How many unloaded versions the status still shows. */
  private static final int REMEMBERED = 10;

  private final List<ServedVersion> versions = new ArrayList<>();
  private final Queue<VersionStatus> ended = EvictingQueue.create(REMEMBERED);
  private ModelConfig config;

  /** The latest look at the base path, once there was one. */
  private @Nullable Sight sight;

  ServedModel(ModelConfig config) {
    this.config = config;
  }

  ModelConfig config() {
    return config;
  }

  void configure(ModelConfig config) {
    this.config = config;
  }

  List<ServedVersion> versions() {
    return versions;
  }

  /**
   * Takes what a look has found, unless it was at another base path or a later look has come first.
   * A base path that cannot be listed changes nothing.
   *
   * @return the versions seen for the first time
   */
  List<ServedVersion> see(Sight found) {
    if (!found.basePath().equals(config.basePath())) {
      return List.of();
    }
    boolean sameDirectory = sight != null && sight.basePath().equals(found.basePath());
    if (sight == null || !sameDirectory || sight.number() < found.number()) {
      found.tellChange(config.name(), sameDirectory ? sight : null);
      sight = found;
    }
    Listing listing = sight.listing();
    return listing.problem().isPresent() ? List.of() : want(listing.versions());
  }

  private List<ServedVersion> want(Map<Long, Path> directories) {
    Set<Long> selected = config.policy().select(directories.keySet());
    for (ServedVersion version : versions) {
      version.wanted =
          selected.contains(version.id.version())
              && version.directory.equals(directories.get(version.id.version()))
              && version.config.loadsAs(config)
              && version.state != State.UNLOADING;
    }
    Set<Long> known =
        versions.stream()
            .filter(version -> version.wanted)
            .map(version -> version.id.version())
            .collect(Collectors.toSet());
    List<ServedVersion> seen =
        directories.entrySet().stream()
            .filter(entry -> selected.contains(entry.getKey()) && !known.contains(entry.getKey()))
            .sorted(Map.Entry.<Long, Path>comparingByKey().reversed())
            .map(
                entry ->
                    new ServedVersion(
                        new ModelVersion(config.name(), entry.getKey()), entry.getValue(), config))
            .toList();
    versions.addAll(seen);
    return seen;
  }

  /** Lets every version go. */
  void leave() {
    versions.forEach(version -> version.wanted = false);
  }

  /**
   * The available versions that are not needed any more.
   *
   * <p>An old one stands in for each wanted one that is not available yet, the newest first, for as
   * long as that takes: loading comes before unloading, and a bad version never takes a good one
   * down.
   */
  List<ServedVersion> surplus() {
    Set<Long> serving =
        versions.stream()
            .filter(version -> version.wanted && version.isAvailable())
            .map(version -> version.id.version())
            .collect(Collectors.toSet());
    long missing =
        versions.stream().filter(version -> version.wanted && !version.isAvailable()).count();
    List<ServedVersion> old =
        versions.stream()
            .filter(version -> !version.wanted && version.isAvailable())
            .sorted(Comparator.comparing(version -> -version.id.version()))
            .toList();
    Set<ServedVersion> standIns =
        old.stream()
            .filter(version -> !serving.contains(version.id.version()))
            .limit(missing)
            .collect(Collectors.toSet());
    return old.stream().filter(version -> !standIns.contains(version)).toList();
  }

  /** The versions that are not loaded and need not be; they end here. */
  List<ServedVersion> idle() {
    return versions.stream().filter(ServedVersion::isIdle).toList();
  }

  /** Forgets a version that has come to its end. */
  void remove(ServedVersion version) {
    versions.remove(version);
    ended.add(version.status());
  }

  /** The model as its callers see it. */
  Routes routes() {
    ImmutableMap<Long, LoadedVersion> loaded =
        ranked()
            .flatMap(version -> Optional.ofNullable(version.loaded).stream())
            .collect(
                toImmutableMap(
                    version -> version.version().version(), version -> version, (a, b) -> b));
    Optional<LoadedVersion> newest =
        ranked()
            .reduce((lower, higher) -> higher)
            .flatMap(version -> Optional.ofNullable(version.loaded));
    return new Routes(config, newest, loaded, statuses(), isHopeless());
  }

  /** The available ones: the wanted after those that stand in, then by number. */
  private Stream<ServedVersion> ranked() {
    return versions.stream()
        .filter(ServedVersion::isAvailable)
        .sorted(
            Comparator.comparing((ServedVersion version) -> version.wanted)
                .thenComparing(version -> version.id.version()));
  }

  /** One for each number, the newest first: of several the one that answers, else the youngest. */
  private ImmutableList<VersionStatus> statuses() {
    Map<Long, VersionStatus> statuses = new TreeMap<>(Comparator.reverseOrder());
    ended.forEach(status -> statuses.put(status.version().version(), status));
    versions.forEach(version -> statuses.put(version.id.version(), version.status()));
    ranked().forEach(version -> statuses.put(version.id.version(), version.status()));
    return ImmutableList.copyOf(statuses.values());
  }

  /** Whether every wanted version has failed and none is tried again. */
  private boolean isHopeless() {
    return versions.stream().anyMatch(version -> version.wanted)
        && versions.stream()
            .filter(version -> version.wanted)
            .allMatch(version -> version.hasFailed() && version.retry == null && !version.loading);
  }
}
