package dev.jera.cli.doctor;

import com.google.common.primitives.Ints;
import java.util.Optional;

/** How many threads TensorFlow uses on the CPU. */
final class Threads {
  private static final String WITHIN = "TF_NUM_INTRAOP_THREADS";
  private static final String BESIDE = "TF_NUM_INTEROP_THREADS";

  private Threads() {}

  static Finding look() {
    return look(
        Optional.ofNullable(System.getenv(WITHIN)),
        Optional.ofNullable(System.getenv(BESIDE)),
        Runtime.getRuntime().availableProcessors());
  }

  static Finding look(Optional<String> within, Optional<String> beside, int cores) {
    if (!isNumber(within) || !isNumber(beside)) {
      return Finding.note(
          "Threads",
          "%s=%s, %s=%s: set each to a number, or not at all for one a core"
              .formatted(WITHIN, within.orElse("(not set)"), BESIDE, beside.orElse("(not set)")));
    }
    return Finding.ok(
        "Threads",
        "%s for one op (%s), %s ops at once (%s)"
            .formatted(
                within.orElse(Integer.toString(cores)),
                within.isPresent() ? WITHIN : "one a core; %s sets it".formatted(WITHIN),
                beside.orElse(Integer.toString(cores)),
                beside.isPresent() ? BESIDE : "one a core; %s sets it".formatted(BESIDE)));
  }

  private static boolean isNumber(Optional<String> value) {
    return value.map(Ints::tryParse).map(number -> number > 0).orElse(value.isEmpty());
  }
}
