package dev.jera.serving.repository;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import dev.jera.serving.Predictor;
import dev.jera.serving.repository.ModelRepositoryException.Reason;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Models in base paths with numbered versions, as {@code savedmodels/mnist/3}: loaded, called,
 * swapped and drained, from any number of threads.
 *
 * <p>A version is a directory with a saved_model.pb whose name is a number, leading zeros allowed;
 * everything else in a base path is ignored, such as a directory that is still being copied. Put a
 * version there whole, by a rename: what is loaded too early fails, and is tried again when its
 * directory has changed. A base path that is missing or cannot be read leaves alone what is loaded;
 * one that is there and empty unloads it. What changes within a loaded version is not seen.
 *
 * <p>A new version is loaded before the old one is unloaded, and an old one stays for each wanted
 * one that cannot be loaded. A version that is unloaded takes no new calls, waits for those under
 * way, then gives its memory back.
 *
 * <p>Every method but {@link #close()} throws {@link IllegalStateException} after it.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/architecture">TensorFlow Serving's
 *     architecture</a>
 */
public final class ModelRepository implements AutoCloseable {
  private final Coordinator coordinator;

  private ModelRepository(RepositoryOptions options, Directories directories) {
    coordinator = new Coordinator(options, directories);
  }

  /** Opens a repository with {@link RepositoryOptions#defaults()}. */
  public static ModelRepository open(Collection<ModelConfig> models) {
    return open(models, RepositoryOptions.defaults());
  }

  /**
   * Opens a repository and begins to load its models; {@link #awaitAvailable} waits for one.
   *
   * @param models may be none, see {@link #setModels}
   * @throws IllegalArgumentException if two models have one name, or if a base path is itself a
   *     bundle
   */
  public static ModelRepository open(Collection<ModelConfig> models, RepositoryOptions options) {
    return open(models, options, new VersionDirectories());
  }

  /** As {@link #open(Collection, RepositoryOptions)}, with another way to look at the disk. */
  static ModelRepository open(
      Collection<ModelConfig> models, RepositoryOptions options, Directories directories) {
    ModelRepository repository = new ModelRepository(options, directories);
    try {
      repository.setModels(models);
    } catch (RuntimeException e) {
      repository.close();
      throw e;
    }
    return repository;
  }

  /**
   * Replaces all models at once: calls see the old ones or the new ones, never some of each.
   *
   * <p>Models that are not among the new ones are unloaded. Of the others, versions that are still
   * wanted go on; they are loaded anew only where their directory or options are others now.
   *
   * <p>The labels of a model that is served already may only name versions that are available. A
   * label may stay where it is, though, and where {@link RepositoryOptions#allowUnavailableLabels}
   * says so, a label that the model did not have may name any version.
   *
   * @throws IllegalArgumentException if two models have one name, or if a base path is itself a
   *     bundle; nothing is changed then
   * @throws ModelRepositoryException if a label may not name its version; nothing is changed then
   */
  public void setModels(Collection<ModelConfig> models) {
    Map<String, ModelConfig> byName = new LinkedHashMap<>();
    for (ModelConfig model : models) {
      checkArgument(
          byName.put(model.name(), model) == null,
          "models: '%s' twice (expected: each name once)",
          model.name());
      checkArgument(
          !SavedModelVersions.isBundle(model.basePath()),
          "basePath of model '%s': %s is itself a bundle (expected: a directory of numbered versions; move it to %s)",
          model.name(),
          model.basePath(),
          model.basePath().resolve("1"));
    }
    coordinator.setModels(byName);
  }

  /** The models as they were last set, in that order. */
  public List<ModelConfig> models() {
    return coordinator.routes().values().stream().map(Routes::config).collect(toImmutableList());
  }

  /**
   * Looks for new and deleted versions now, and begins to load and unload; it does not wait for
   * that.
   */
  public void refresh() {
    coordinator.refresh();
  }

  /**
   * How the versions of a model are doing, the newest first: those served, and the last few that
   * were unloaded.
   *
   * @return empty where there is none yet
   * @throws ModelRepositoryException if there is no such model
   */
  public List<VersionStatus> status(String name) {
    return model(coordinator.routes(), name).statuses();
  }

  /**
   * Waits until a version of a model is available.
   *
   * @throws ModelRepositoryException if there is no such model, if none is available in time, or at
   *     once when all have failed and none is tried again; the cause is the newest one's error
   */
  public void awaitAvailable(String name, Duration timeout) throws InterruptedException {
    coordinator.await(name, timeout, model -> true);
  }

  /**
   * Waits as {@link #awaitAvailable}, and until all other versions that are wanted have been loaded
   * or have failed, too.
   *
   * @throws ModelRepositoryException as {@link #awaitAvailable}, or if some still load when the
   *     time is over
   */
  public void awaitLoaded(String name, Duration timeout) throws InterruptedException {
    coordinator.await(name, timeout, Routes::areLoaded);
  }

  /**
   * Holds a version for a call; to be closed after it. {@link #call} does that by itself.
   *
   * <p>Where no version is named, it is the newest one of those wanted that are available.
   *
   * @throws ModelRepositoryException if the model, version or label is unknown, or if it is not
   *     available
   */
  public Lease lease(ModelRef ref) {
    LoadedVersion held = acquire(ref);
    try {
      return new Lease(held);
    } catch (RuntimeException | Error e) {
      held.release();
      throw e;
    }
  }

  /**
   * Makes a call of a version, which stays loaded meanwhile.
   *
   * @throws ModelRepositoryException as {@link #lease} does
   */
  public <T> T call(ModelRef ref, Function<Predictor, T> call) {
    LoadedVersion version = acquire(ref);
    try {
      return call.apply(version.predictor());
    } finally {
      version.release();
    }
  }

  /** Whoever calls it lets the version go again. */
  private LoadedVersion acquire(ModelRef ref) {
    while (true) {
      LoadedVersion version = model(coordinator.routes(), ref.name()).find(ref);
      if (version.acquire()) {
        return version;
      }
      // It began to unload in between: the routes do not lead to it any more.
    }
  }

  /**
   * Refuses further calls, waits for those under way and for loads that have begun, and frees all
   * memory. Closing twice is harmless. Not to be called while holding a {@link Lease}.
   */
  @Override
  public void close() {
    coordinator.close();
  }

  static Routes model(ImmutableMap<String, Routes> models, String name) {
    Routes model = models.get(name);
    if (model == null) {
      throw new ModelRepositoryException(
          Reason.UNKNOWN_MODEL,
          "No model '%s': the repository has %s".formatted(name, models.keySet()));
    }
    return model;
  }
}
