package dev.jera.micrometer;

import static dev.jera.micrometer.Quotients.x;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.runtime.savedmodel.Signature;
import dev.jera.serving.PredictionException;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.ServingListener.Call;
import dev.jera.serving.batching.Batching;
import dev.jera.serving.batching.BatchingPredictor;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServingMetricsTest {
  private static final Tags THIRD = Tags.of("model", "quotients", "version", "3");
  private static final Tags CALLED = THIRD.and("signature", Signature.DEFAULT);

  @TempDir private static Path directory;
  private static Path third;
  private static Path fourth;

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final ServingMetrics metrics = new ServingMetrics(registry);

  @BeforeAll
  static void write() {
    third = Quotients.write(directory.resolve("quotients/3"));
    fourth = Quotients.write(directory.resolve("quotients/4"));
  }

  private Predictor load(Path bundle) {
    return Predictor.load(bundle, PredictorOptions.defaults().withListener(metrics));
  }

  private RequiredSearch get(String name, Tags tags) {
    return registry.get(name).tags(tags);
  }

  private List<String> versions() {
    return registry.getMeters().stream()
        .map(meter -> meter.getId().getTag("version"))
        .distinct()
        .toList();
  }

  @Test
  void callsAreTimedByOutcome() {
    try (Predictor predictor = load(third)) {
      predictor.predict(x(1, 2, 3));
      predictor.predict(x(4));
      assertThatExceptionOfType(PredictionException.class)
          .isThrownBy(() -> predictor.predict(x(0, 1)));

      Timer good = get("jera.predict", CALLED.and("outcome", "success")).timer();
      assertThat(good.count()).isEqualTo(2);
      assertThat(good.totalTime(TimeUnit.NANOSECONDS)).isPositive();
      assertThat(get("jera.predict", CALLED.and("outcome", "failure")).timer().count()).isOne();
      assertThat(get("jera.predict.size", CALLED).summary().count()).isEqualTo(3);
      assertThat(get("jera.predict.size", CALLED).summary().totalAmount()).isEqualTo(3 + 1 + 2);
      assertThat(get("jera.predict.size", CALLED).summary().max()).isEqualTo(3);
    }
  }

  @Test
  void batchesTellTheirSizePaddingAndWaiting() {
    Batching fours = Batching.of(8).withAllowedSizes(List.of(4, 8)).withThreads(1);
    try (Predictor predictor = load(third);
        BatchingPredictor batching = new BatchingPredictor(predictor, fours)) {
      batching.predict(Signature.DEFAULT, x(1, 2, 3));

      assertThat(get("jera.batch.size", CALLED).summary().totalAmount()).isEqualTo(3);
      assertThat(get("jera.batch.padding", CALLED).counter().count()).isEqualTo(1);
      assertThat(get("jera.batch.requests", CALLED).summary().totalAmount()).isEqualTo(1);
      assertThat(get("jera.batch.wait", CALLED).timer().count()).isOne();
      assertThat(get("jera.predict.size", CALLED).summary().totalAmount()).isEqualTo(4);
      assertThat(get("jera.queue.size", THIRD).gauge().value()).isZero();
    }
  }

  @Test
  void theQueueIsAsLongAsTheRequestsThatWait() {
    Batching patient = Batching.of(8).withTimeout(Duration.ofHours(1));
    try (Predictor predictor = load(third)) {
      try (BatchingPredictor batching = new BatchingPredictor(predictor, patient)) {
        var first = batching.submit(Signature.DEFAULT, x(1));
        var second = batching.submit(Signature.DEFAULT, x(2, 3));
        assertThat(get("jera.queue.size", THIRD).gauge().value()).isEqualTo(2);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
      }
      assertThat(get("jera.queue.size", THIRD).gauge().value()).isZero();
    }
  }

  @Test
  void aClosedVersionLeavesNoMetersAndTheModelKeepsItsOwn() {
    try (Predictor next = load(fourth)) {
      next.predict(x(1));
      Predictor old = load(third);
      old.predict(x(1));
      assertThat(versions()).containsExactlyInAnyOrder(null, "3", "4");

      old.close();

      assertThat(versions()).containsExactlyInAnyOrder(null, "4");
      Tags model = Tags.of("model", "quotients");
      assertThat(get("jera.model.load", model).timer().count()).isEqualTo(2);
      assertThat(get("jera.model.close", model).counter().count()).isEqualTo(1);
    }
    assertThat(versions()).containsExactly((String) null);
  }

  @Test
  void metersStayWhileAnotherPredictorHasTheBundleOpen() {
    try (Predictor first = load(third)) {
      try (Predictor second = load(third)) {
        second.predict(x(1));
      }
      first.predict(x(1));
      assertThat(get("jera.predict", CALLED).timer().count()).isEqualTo(2);
    }
    assertThat(versions()).containsExactly((String) null);
  }

  @Test
  void whatIsToldOfABundleThatIsNotOpenIsNotKept() {
    Call warmUp = new Call(third, Signature.DEFAULT, 1, Duration.ofSeconds(1), Optional.empty());
    metrics.onCall(warmUp);
    metrics.onQueue(third, 1);
    assertThat(registry.getMeters()).isEmpty();

    metrics.onLoad(third, Duration.ofSeconds(2));
    metrics.onClose(third);
    metrics.onCall(warmUp);
    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .extracting(Meter.Id::getName)
        .containsExactlyInAnyOrder("jera.model.load", "jera.model.close");
  }

  @Test
  void aBundleThatIsNoNumberedVersionHasNone() {
    Path plain = Path.of("quotients");
    metrics.onLoad(plain, Duration.ZERO);
    metrics.onQueue(plain, 7);
    Tags tags = Tags.of("model", "quotients", "version", "none");
    assertThat(get("jera.queue.size", tags).gauge().value()).isEqualTo(7);
  }

  @Test
  void prometheusReadsThemByItsOwnNames() {
    PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new NativeMemoryMetrics().bindTo(prometheus);
    PredictorOptions options =
        PredictorOptions.defaults().withListener(new ServingMetrics(prometheus));
    try (Predictor predictor = Predictor.load(third, options)) {
      predictor.predict(x(1, 2));
      predictor.predict(x(3));
      String tags = "{model=\"quotients\",signature=\"serving_default\",version=\"3\"}";
      assertThat(prometheus.scrape())
          .contains(
              "jera_predict_seconds_count{model=\"quotients\",outcome=\"success\",signature=\"serving_default\",version=\"3\"} 2",
              "jera_predict_size_examples_sum" + tags + " 3.0",
              "jera_model_load_seconds_count{model=\"quotients\"} 1",
              "# TYPE jera_native_memory_bytes gauge");
    }
  }
}
