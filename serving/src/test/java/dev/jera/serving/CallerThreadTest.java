package dev.jera.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The thread that has a plan made, and then asks. */
class CallerThreadTest {
  private static final int CALLS = 500;

  @Test
  @EnabledOnOs(OS.LINUX)
  void itsFewExamplesWaitForNoOtherThread() {
    try (Lane fresh = new Lane()) {
      assertThat(fresh.call(CallerThreadTest::waits)).isLessThan(CALLS / 2);
    }
  }

  /** How often the thread slept while it asked {@value #CALLS} times. */
  private static long waits() {
    SavedModel bundle = SavedModel.read(PlannedBundlesTest.shipped().resolve("1"));
    try (LoadedSavedModel model = LoadedSavedModel.load(bundle, LoadOptions.defaults())) {
      Signature signature = model.signatures().get(Signature.DEFAULT);
      try (FrozenSession session =
          FrozenSession.open(model.freeze(signature), SessionOptions.defaults())) {
        try (Planner planner = new Planner(model, signature, session)) {
          planner.plan(Planning.MEASURED);
        }
        List<String> outputs = List.copyOf(signature.outputs().keySet());
        PreparedRun few = session.prepare(FrozenSession.Use.FEW, signature, outputs);
        List<TensorData> image =
            List.copyOf(DrawnInputs.of(signature, 1).orElseThrow().values().values());
        few.run(image);
        long before = voluntarySwitches();
        for (int i = 0; i < CALLS; i++) {
          few.run(image);
        }
        return voluntarySwitches() - before;
      }
    }
  }

  private static long voluntarySwitches() {
    try {
      return Files.readAllLines(Path.of("/proc/thread-self/status"), UTF_8).stream()
          .filter(line -> line.startsWith("voluntary_ctxt_switches"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
