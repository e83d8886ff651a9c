package dev.jera.serving.repository;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.batching.Batching;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model that a {@link ModelRepository} serves.
 *
 * @param name what it is called by, any text that is not blank
 * @param basePath the directory of its numbered versions, such as {@code savedmodels/mnist}; it may
 *     come later
 * @param policy which of the versions are served
 * @param labels names of versions, such as stable and canary, see {@link ModelRepository#setModels}
 * @param options how its versions are loaded; where they differ from those of a version that is
 *     loaded, by {@code equals}, it is loaded anew
 * @param batching how {@link Lease#submit} gathers requests, for each version by itself; empty to
 *     answer them one by one. Where it differs, versions are loaded anew, too
 */
@RecordBuilder
public record ModelConfig(
    String name,
    Path basePath,
    VersionPolicy policy,
    Map<String, Long> labels,
    PredictorOptions options,
    Optional<Batching> batching)
    implements ModelConfigBuilder.With {

  /** Checks the names and copies the labels. */
  public ModelConfig {
    labels = ImmutableSortedMap.copyOf(labels);
    checkArgument(!name.isBlank(), "name: '%s' (expected: not blank)", name);
    checkArgument(
        labels.keySet().stream().noneMatch(String::isBlank),
        "labels of model '%s': %s (expected: not blank)",
        name,
        labels);
    checkArgument(
        !(policy instanceof VersionPolicy.Specific specific)
            || specific.versions().containsAll(labels.values()),
        "labels of model '%s': %s (expected: versions of its policy, %s)",
        name,
        labels,
        policy);
  }

  /**
   * The latest version, without labels, loaded with {@link PredictorOptions#defaults()}, not
   * batched.
   */
  public static ModelConfig of(String name, Path basePath) {
    return new ModelConfig(
        name,
        basePath,
        VersionPolicy.latest(1),
        ImmutableSortedMap.of(),
        PredictorOptions.defaults(),
        Optional.empty());
  }

  /** With requests gathered to batches. */
  public ModelConfig withBatching(Batching batching) {
    return withBatching(Optional.of(batching));
  }

  /** Whether a version that was loaded as the other says may serve for this one. */
  boolean loadsAs(ModelConfig other) {
    return options.equals(other.options) && batching.equals(other.batching);
  }
}
