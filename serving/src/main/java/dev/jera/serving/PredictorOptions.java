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
 * @param golden what is done about a bundle that answers its golden samples otherwise
 * @param warmUp whether the requests that the bundle ships for it are made before the first call
 * @param listener who hears of calls
 * @param accelerator what answers in TensorFlow's place where it can, see {@link
 *     Predictor#engine()}
 * @param planning whether TensorFlow runs it as exported, or faster, see {@link Predictor#plans()}
 */
@RecordBuilder
public record PredictorOptions(
    LoadOptions load,
    Set<String> tags,
    GoldenCheck golden,
    boolean warmUp,
    ServingListener listener,
    Accelerator accelerator,
    Planning planning)
    implements PredictorOptionsBuilder.With {

  /** Copies the tags. */
  public PredictorOptions {
    tags = ImmutableSet.copyOf(tags);
  }

  /**
   * The graph tagged {@value SavedModel#SERVE}, refused if it answers otherwise than where it was
   * made, warmed up, no listener, TensorFlow alone, as fast as was measured.
   */
  public static PredictorOptions defaults() {
    return new PredictorOptions(
        LoadOptions.defaults(),
        ImmutableSet.of(SavedModel.SERVE),
        GoldenCheck.of(GoldenCheck.Mode.REFUSE),
        true,
        ServingListener.NONE,
        Accelerator.NONE,
        Planning.MEASURED);
  }
}
