package dev.jera.serving.repository;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import dev.jera.serving.PredictorOptions;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.Map;

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
 */
@RecordBuilder
public record ModelConfig(
    String name,
    Path basePath,
    VersionPolicy policy,
    Map<String, Long> labels,
    PredictorOptions options)
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

  /** The latest version, without labels, loaded with {@link PredictorOptions#defaults()}. */
  public static ModelConfig of(String name, Path basePath) {
    return new ModelConfig(
        name,
        basePath,
        VersionPolicy.latest(1),
        ImmutableSortedMap.of(),
        PredictorOptions.defaults());
  }
}
