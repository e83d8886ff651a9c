package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.PredictionLogFile;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.serving.batching.Batching;
import dev.jera.serving.batching.BatchingPredictor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a listener throws or does is its own: serving goes on. */
@Timeout(60)
class ListenerTest {
  @TempDir private Path directory;

  private static final class Broken implements ServingListener {
    final List<String> heard = new CopyOnWriteArrayList<>();

    private void fail(String what) {
      heard.add(what);
      throw new IllegalStateException(what);
    }

    @Override
    public void onLoad(Path bundle, Duration took) {
      fail("load");
    }

    @Override
    public void onClose(Path bundle) {
      fail("close");
    }

    @Override
    public void onCall(Call call) {
      fail("call");
    }

    @Override
    public void onBatch(Batch batch) {
      fail("batch");
    }

    @Override
    public void onQueue(Path bundle, int requests) {
      fail("queue");
    }
  }

  @Test
  void oneThatThrowsBreaksNothingAndIsLogged() {
    Path bundle = Bundles.affine(directory.resolve("1"));
    Broken broken = new Broken();
    try (Logged logged = new Logged()) {
      try (Predictor predictor = load(bundle, broken);
          BatchingPredictor batching = new BatchingPredictor(predictor, Batching.of(4))) {
        assertThat(batching.predict(new float[3])).containsExactly(0.5f, -0.5f);
      }
      assertThat(broken.heard).containsExactly("load", "queue", "queue", "batch", "call", "close");
      assertThat(logged.events(Level.WARN))
          .hasSize(6)
          .allSatisfy(
              event ->
                  assertThat(event.getFormattedMessage())
                      .isEqualTo("Predictor of %s: the listener failed", bundle))
          .extracting(event -> event.getThrowableProxy().getMessage())
          .isEqualTo(broken.heard);
    }
  }

  @Test
  void noneNeedsNoGuard() {
    try (Predictor predictor = load(Bundles.affine(directory.resolve("1")), ServingListener.NONE)) {
      assertThat(predictor.listener()).isSameAs(ServingListener.NONE);
    }
  }

  @Test
  void aLoadThatFailsIsNeitherALoadNorAClose() {
    Path bundle = Bundles.affine(directory.resolve("1"));
    PredictionLogFile.write(
        bundle.resolve(SavedModel.WARM_UPS),
        List.of(new PredictionLog("nothing", Map.of(), Map.of())));
    Broken broken = new Broken();
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> load(bundle, broken).close());
    assertThat(broken.heard).isEmpty();
  }

  @Test
  void oneThatClosesThePredictorInACallIsLoggedAndThePredictorStaysOpen() {
    Path bundle = Bundles.affine(directory.resolve("1"));
    List<Predictor> closed = new CopyOnWriteArrayList<>();
    ServingListener closing =
        new ServingListener() {
          @Override
          public void onCall(Call call) {
            closed.forEach(Predictor::close);
          }
        };
    try (Logged logged = new Logged();
        Predictor predictor = load(bundle, closing)) {
      closed.add(predictor);
      assertThat(predictor.predict(new float[3])).containsExactly(0.5f, -0.5f);
      assertThat(predictor.predict(new float[3])).containsExactly(0.5f, -0.5f);
      assertThat(logged.events(Level.WARN).get(0).getThrowableProxy().getMessage())
          .startsWith("Predictor of %s: close() within a call".formatted(bundle));
    }
  }

  private static Predictor load(Path bundle, ServingListener listener) {
    return Predictor.load(bundle, PredictorOptions.defaults().withListener(listener));
  }
}
