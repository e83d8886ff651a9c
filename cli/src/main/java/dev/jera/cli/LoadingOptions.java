package dev.jera.cli;

import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.SavedModelOpsException;
import dev.jera.serving.Accelerator;
import dev.jera.serving.GoldenCheck;
import dev.jera.serving.PredictorOptions;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What a bundle may do that is loaded. */
final class LoadingOptions {
  private static final String ALLOW_OPS = "--allow-ops";
  private static final String OP_LIBRARY = "--op-library";

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

  @Option(
      names = "--accelerator",
      paramLabel = "NAME",
      converter = Accelerators.class,
      completionCandidates = Accelerators.class,
      description =
          "What answers in TensorFlow's place where it can and answers alike: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). For onnx build with JERA_MAVEN_ARGS=-Ponnx.")
  private Accelerator accelerator = Accelerator.NONE;

  /** Reads the word. */
  static final class Modes extends Choice<GoldenCheck.Mode> {
    Modes() {
      super(List.of(GoldenCheck.Mode.values()));
    }
  }

  /** How bundles are loaded. */
  PredictorOptions options() {
    return PredictorOptions.defaults()
        .withLoad(
            LoadOptions.defaults()
                .withAllowedOps(ImmutableSet.copyOf(allowedOps))
                .withOpLibraries(opLibraries))
        .withGolden(GoldenCheck.of(golden))
        .withAccelerator(accelerator);
  }

  /** The failure of a bundle with ops that an option would let pass; the message names that. */
  JeraException withAdvice(SavedModelOpsException refused) {
    return new JeraException("%s. %s".formatted(refused.finding(), advice(refused)), refused);
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
