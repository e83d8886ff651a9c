package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
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
  void aPredictorThatWasDroppedIsClosedAndToldSo() {
    AtomicInteger closed = new AtomicInteger();
    long before = NativeMemory.now().sessions();
    load(closed);
    assertThat(NativeMemory.now().sessions()).isEqualTo(before + 3);
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (closed.get() == 0 && Instant.now().isBefore(end)) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(closed).hasValue(1);
    assertThat(NativeMemory.now().sessions()).isEqualTo(before);
  }

  /** In a method of its own, so that nothing refers to the predictor afterwards. */
  private void load(AtomicInteger closed) {
    ServingListener listener =
        new ServingListener() {
          @Override
          public void onClose(Path bundle) {
            closed.incrementAndGet();
          }
        };
    PredictorOptions options =
        PredictorOptions.defaults().withListener(listener).withPlanning(Planning.ALWAYS);
    assertThat(Predictor.load(Bundles.affine(directory.resolve("1")), options).labels()).hasSize(2);
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
    System.setProperty(LeakDetector.PROPERTY, "sometimes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeakDetector.watch(this, "a thing", () -> {}))
        .withMessage(
            "-Ddev.jera.leakDetection=sometimes (expected: disabled, simple, advanced or paranoid)");
  }

  @Test
  void oneIn128OfManyKeepsItsPlace() {
    // Of 128,000: 1000 +- 31.5, the binomial deviation; eight of these are never reached.
    assertThat(placed(128_000)).isBetween(748, 1252);
    System.setProperty(LeakDetector.PROPERTY, "paranoid");
    assertThat(placed(1000)).isEqualTo(1000);
    System.setProperty(LeakDetector.PROPERTY, "disabled");
    assertThat(placed(1000)).isZero();
  }

  /** How many owners were asked for their names, which those that keep their place are. */
  private int placed(int owners) {
    AtomicInteger named = new AtomicInteger();
    AtomicInteger released = new AtomicInteger();
    for (int i = 0; i < owners; i++) {
      LeakDetector.sample(this, () -> "thing " + named.incrementAndGet(), released::incrementAndGet)
          .close();
    }
    assertThat(released).hasValue(owners);
    return named.get();
  }

  @Test
  void atTheSimpleLevelThePlaceIsLeftOut() {
    System.setProperty(LeakDetector.PROPERTY, "simple");
    AtomicInteger released = new AtomicInteger();
    try (Logged logged = new Logged()) {
      drop(released);
      Instant end = Instant.now().plus(Duration.ofSeconds(30));
      while (released.get() == 0 && Instant.now().isBefore(end)) {
        System.gc();
        Thread.onSpinWait();
      }
      assertThat(released).hasValue(1);
      assertThat(logged.events(Level.ERROR)).hasSize(1);
      ILoggingEvent told = logged.events(Level.ERROR).get(0);
      assertThat(told.getFormattedMessage()).startsWith("a thing was dropped without being closed");
      assertThat(told.getThrowableProxy()).isNull();
    }
  }

  private static void drop(AtomicInteger released) {
    assertThat(LeakDetector.watch(new Object(), "a thing", released::incrementAndGet)).isNotNull();
  }
}
