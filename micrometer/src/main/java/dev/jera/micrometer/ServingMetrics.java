package dev.jera.micrometer;

import dev.jera.serving.ServingListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * A listener that keeps meters of what it hears, for any number of predictors:
 *
 * <pre>{@code
 * ServingListener metrics = new ServingMetrics(registry);
 * Predictor digits = Predictor.load(path, PredictorOptions.defaults().withListener(metrics));
 * }</pre>
 *
 * <p>Of each bundle that is open, with the tags {@code model} and {@code version}, the last two
 * names of its path, {@code none} for a version that is no number:
 *
 * <ul>
 *   <li>{@code jera.predict}, a timer: the calls of TensorFlow, tagged {@code signature} and {@code
 *       outcome}, {@code success} or {@code failure};
 *   <li>{@code jera.predict.size}, a summary of examples: what each of these calls was fed, padding
 *       included; tagged {@code signature};
 *   <li>where it is asked in batches, {@code jera.batch.size}, a summary of examples without
 *       padding, {@code jera.batch.padding}, a counter of examples, {@code jera.batch.requests}, a
 *       summary of requests, and {@code jera.batch.wait}, a timer of the oldest request's waiting;
 *       all tagged {@code signature};
 *   <li>and {@code jera.queue.size}, a gauge: the requests that wait now.
 * </ul>
 *
 * <p>Of each model, with the tag {@code model}:
 *
 * <ul>
 *   <li>{@code jera.model.load}, a timer: the loads that went well;
 *   <li>{@code jera.model.close}, a counter.
 * </ul>
 *
 * <p>A bundle's meters are removed when it is closed, so that versions do not pile up; calls that
 * warm it up are not counted. Two predictors of one bundle share its meters, whose queue is then
 * that of whichever spoke last.
 */
public final class ServingMetrics implements ServingListener {
  private final MeterRegistry registry;
  private final ConcurrentMap<BundleName, BundleMeters> open = new ConcurrentHashMap<>();

  /** Keeps its meters in a registry. */
  public ServingMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void onLoad(Path bundle, Duration took) {
    BundleName name = BundleName.of(bundle);
    Timer.builder("jera.model.load")
        .description("Loads of a version of the model that went well, warm-up included")
        .tags(name.modelTags())
        .register(registry)
        .record(took);
    open.compute(
        name,
        (same, meters) -> {
          BundleMeters shared = meters == null ? new BundleMeters(registry, name) : meters;
          shared.retain();
          return shared;
        });
  }

  @Override
  public void onClose(Path bundle) {
    BundleName name = BundleName.of(bundle);
    Counter.builder("jera.model.close")
        .description("Versions of the model that were closed")
        .tags(name.modelTags())
        .register(registry)
        .increment();
    open.computeIfPresent(name, (same, meters) -> meters.release() ? null : meters);
  }

  @Override
  public void onCall(Call call) {
    ifOpen(call.bundle(), meters -> meters.record(call));
  }

  @Override
  public void onBatch(Batch batch) {
    ifOpen(batch.bundle(), meters -> meters.record(batch));
  }

  @Override
  public void onQueue(Path bundle, int requests) {
    ifOpen(bundle, meters -> meters.recordQueue(requests));
  }

  private void ifOpen(Path bundle, Consumer<BundleMeters> event) {
    BundleMeters meters = open.get(BundleName.of(bundle));
    if (meters != null) {
      event.accept(meters);
    }
  }
}
