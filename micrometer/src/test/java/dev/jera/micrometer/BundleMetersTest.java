package dev.jera.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.ServingListener.Batch;
import dev.jera.serving.ServingListener.Call;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BundleMetersTest {
  private static final Path BUNDLE = Path.of("m", "1");

  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void whatIsToldLateNeitherMakesMetersNorTakesThoseOfTheNext() {
    Call call = new Call(BUNDLE, "predict", 2, Duration.ofMillis(1), Optional.empty());
    Batch batch = new Batch(BUNDLE, "predict", 1, 2, 0, Duration.ofMillis(1));
    BundleMeters late = new BundleMeters(registry, BundleName.of(BUNDLE));
    late.retain();
    assertThat(late.release()).isTrue();
    late.record(call);
    late.record(batch);
    late.recordQueue(3);
    assertThat(registry.getMeters()).isEmpty();

    BundleMeters next = new BundleMeters(registry, BundleName.of(BUNDLE));
    next.retain();
    next.record(call);
    next.recordQueue(1);
    late.record(call);
    late.recordQueue(3);
    assertThat(registry.get("jera.predict").timer().count()).isOne();
    assertThat(registry.get("jera.queue.size").gauge().value()).isEqualTo(1);
  }
}
