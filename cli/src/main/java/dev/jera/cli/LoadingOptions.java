package dev.jera.cli;

import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.SavedModelOpsException;
import dev.jera.serving.GoldenCheck;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which bundle is loaded, and what it may do. */
final class LoadingOptions {
  private static final String ALLOW_OPS = "--allow-ops";
  private static final String OP_LIBRARY = "--op-library";

  @Mixin private BundleOptions bundle = new BundleOptions();

  @Option(
      names = ALLOW_OPS,
      paramLabel = "OP",
      split = ",",
      description =
          "Ops that the bundle may run though they touch files, open connections or run other code; for a bundle that you trust.")
  private List<String> allowedOps = List.of();

  @Option(
      names = OP_LIBRARY,
      paramLabel = "FILE",
      description =
          "A shared library of ops that TensorFlow does not have; repeated for each. It is run as it is: use only one that you trust.")
  private List<Path> opLibraries = List.of();

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

  /** The bundle, or the directory above it, as the user named it. */
  Path path() {
    return bundle.path();
  }

  /**
   * Loads the bundle; the caller closes it.
   *
   * @throws dev.jera.runtime.savedmodel.SavedModelException if there is none, or it cannot be
   *     loaded
   * @throws JeraException if it has ops that an option would let pass; the message names that
   */
  Predictor load() {
    PredictorOptions options =
        PredictorOptions.defaults()
            .withLoad(
                LoadOptions.defaults()
                    .withAllowedOps(ImmutableSet.copyOf(allowedOps))
                    .withOpLibraries(opLibraries))
            .withTags(bundle.tags())
            .withGolden(GoldenCheck.of(golden));
    try {
      return Predictor.load(path(), options);
    } catch (SavedModelOpsException e) {
      throw new JeraException("%s. %s".formatted(e.finding(), advice(e)), e);
    }
  }

  private String advice(SavedModelOpsException refused) {
    return switch (refused.remedy()) {
      case ALLOW ->
          "If you trust it, allow them: %s %s"
              .formatted(
                  ALLOW_OPS,
                  String.join(
                      ",",
                      ImmutableSet.<String>builder()
                          .addAll(allowedOps)
                          .addAll(refused.ops())
                          .build()));
      case LIBRARY -> "Give the shared library that brings them: %s FILE".formatted(OP_LIBRARY);
    };
  }
}
