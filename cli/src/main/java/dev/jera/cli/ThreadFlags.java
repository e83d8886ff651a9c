package dev.jera.cli;

import dev.jera.runtime.NativeSettings;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags of {@code jera serve} that say how many threads TensorFlow takes. */
final class ThreadFlags {
  @Option(
      names = "--tensorflow_intra_op_parallelism",
      paramLabel = "N",
      converter = WholeNumber.AtLeastZero.class,
      description =
          "How many threads an op may use; 0 for one a core. TF_NUM_INTRAOP_THREADS in the environment wins (default: ${DEFAULT-VALUE}).")
  private long intraOp;

  @Option(
      names = "--tensorflow_inter_op_parallelism",
      paramLabel = "N",
      converter = WholeNumber.AtLeastZero.class,
      description =
          "How many ops may run at once; 0 for one a core. TF_NUM_INTEROP_THREADS in the environment wins (default: ${DEFAULT-VALUE}).")
  private long interOp;

  @Option(
      names = "--tensorflow_session_parallelism",
      paramLabel = "N",
      converter = WholeNumber.AtLeastZero.class,
      description =
          "Both of these at once; 0 for one thread a core each (default: ${DEFAULT-VALUE}).")
  private long session;

  /**
   * What TensorFlow reads when it loads.
   *
   * @throws ParameterException if a number is given in two ways
   */
  NativeSettings settings(CommandLine command) {
    if (session > 0 && (intraOp > 0 || interOp > 0)) {
      throw new ParameterException(
          command,
          "--tensorflow_session_parallelism with --tensorflow_intra_op_parallelism or --tensorflow_inter_op_parallelism (expected: the one or the others)");
    }
    // Many versions may be alive at once: threads of its own for each would be too many.
    return NativeSettings.defaults()
        .withPoolPerSession(false)
        .withIntraOpThreads(threads(Math.max(intraOp, session)))
        .withInterOpThreads(threads(Math.max(interOp, session)));
  }

  private static OptionalInt threads(long number) {
    return number == 0 ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(number));
  }
}
