package dev.jera.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jera.runtime.savedmodel.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The thread that loads a bundle and asks it. */
class CallerThreadTest {
  private static final int CALLS = 500;

  @Test
  @EnabledOnOs(OS.LINUX)
  void itWaitsForNoOtherThreadWhereThePlanIsOneThread() {
    try (Lane fresh = new Lane()) {
      assertThat(fresh.call(CallerThreadTest::waits)).isLessThan(CALLS / 2);
    }
  }

  /** How often the thread slept while it asked {@value #CALLS} times. */
  private static long waits() {
    try (Predictor predictor = Predictor.load(PlannedBundlesTest.shipped())) {
      RunPlan plan = predictor.plans().get(Signature.DEFAULT);
      assumeTrue(plan.onOneThread(), plan.toString());
      byte[] pixels = new byte[784];
      predictor.predict(pixels);
      long before = voluntarySwitches();
      for (int i = 0; i < CALLS; i++) {
        predictor.predict(pixels);
      }
      return voluntarySwitches() - before;
    }
  }

  private static long voluntarySwitches() {
    try {
      return Files.readAllLines(Path.of("/proc/thread-self/status"), UTF_8).stream()
          .filter(line -> line.startsWith("voluntary_ctxt_switches"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
