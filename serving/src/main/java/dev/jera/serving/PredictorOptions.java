package dev.jera.serving;

import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.SavedModel;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Set;

/**
 * How a {@link Predictor} loads a bundle and what it tells.
 *
 * @param load how TensorFlow loads it: the machine, allowed ops, libraries of custom ops
 * @param tags the tags of the graph that is taken, all of them
 * @param goldenSamples what is done where the bundle answers its golden samples otherwise than it
 *     did where it was exported
 * @param listener who hears of calls
 */
@RecordBuilder
public record PredictorOptions(
    LoadOptions load, Set<String> tags, GoldenSamples goldenSamples, ServingListener listener)
    implements PredictorOptionsBuilder.With {

  /** What is done about a bundle that answers otherwise than it did where it was exported. */
  public enum GoldenSamples {
    /** It is refused. */
    REFUSE,
    /** It is loaded, and a warning logged. */
    WARN,
    /** It is not asked. */
    IGNORE
  }

  /** Copies the tags. */
  public PredictorOptions {
    tags = ImmutableSet.copyOf(tags);
  }

  /** The graph tagged {@value SavedModel#SERVE}, checked by its golden samples, no listener. */
  public static PredictorOptions defaults() {
    return new PredictorOptions(
        LoadOptions.defaults(),
        ImmutableSet.of(SavedModel.SERVE),
        GoldenSamples.REFUSE,
        ServingListener.NONE);
  }
}
