package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.runtime.NativeMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakDetectorTest {
  @TempDir private Path directory;

  @AfterEach
  void reset() {
    System.clearProperty(LeakDetector.PROPERTY);
  }

  @Test
  void aPredictorThatWasDroppedIsClosed() throws InterruptedException {
    long before = NativeMemory.now().sessions();
    load();
    assertThat(NativeMemory.now().sessions()).isEqualTo(before + 1);
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (NativeMemory.now().sessions() > before && Instant.now().isBefore(end)) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(NativeMemory.now().sessions()).isEqualTo(before);
  }

  /** In a method of its own, so that nothing refers to the predictor afterwards. */
  private void load() {
    assertThat(Predictor.load(Bundles.affine(directory.resolve("1"))).labels()).hasSize(2);
  }

  @Test
  void whatIsClosedIsReleasedOnce() {
    AtomicInteger released = new AtomicInteger();
    LeakDetector.Watch watch =
        LeakDetector.watch(new Object(), "a thing", released::incrementAndGet);
    watch.close();
    watch.close();
    assertThat(released).hasValue(1);
  }

  @Test
  void anUnknownLevelIsRefused() {
    System.setProperty(LeakDetector.PROPERTY, "paranoid");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeakDetector.watch(this, "a thing", () -> {}))
        .withMessage("-Ddev.jera.leakDetection=paranoid (expected: disabled, simple or advanced)");
  }
}
