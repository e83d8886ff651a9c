package dev.jera.cli;

import dev.jera.serving.GoldenCheck;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** Which bundle is loaded, and how. */
final class LoadingOptions extends BundleOptions {
  @Option(
      names = "--golden",
      paramLabel = "WHAT",
      converter = Modes.class,
      completionCandidates = Modes.class,
      description =
          "What to do with a bundle that does not answer its golden samples as it did where it was exported: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private GoldenCheck.Mode golden = GoldenCheck.Mode.REFUSE;

  /** Reads the word. */
  static final class Modes extends Choice<GoldenCheck.Mode> {
    Modes() {
      super(List.of(GoldenCheck.Mode.values()));
    }
  }

  /**
   * Loads the bundle; the caller closes it.
   *
   * @throws dev.jera.runtime.savedmodel.SavedModelException if there is none, or it cannot be
   *     loaded
   */
  Predictor load() {
    return Predictor.load(
        path(), PredictorOptions.defaults().withTags(tags()).withGolden(GoldenCheck.of(golden)));
  }
}
