package dev.jera.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.Predictor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeMemoryMetricsTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  private double value(String name) {
    return registry.get(name).gauge().value();
  }

  @Test
  void theGaugesFollowWhatIsHeld(@TempDir Path directory) {
    new NativeMemoryMetrics().bindTo(registry);
    Path bundle = Quotients.write(directory.resolve("quotients/1"));
    double before = value("jera.native.sessions");
    try (Predictor predictor = Predictor.load(bundle)) {
      assertThat(value("jera.native.sessions")).isEqualTo(before + 1);
      predictor.predict(Quotients.x(1, 2, 3));
      assertThat(value("jera.native.tensors")).isZero();
      assertThat(value("jera.native.memory")).isZero();
    }
    assertThat(value("jera.native.sessions")).isEqualTo(before);
  }

  @Test
  void memoryIsInBytes() {
    new NativeMemoryMetrics().bindTo(registry);
    assertThat(registry.get("jera.native.memory").gauge().getId().getBaseUnit()).isEqualTo("bytes");
  }
}
