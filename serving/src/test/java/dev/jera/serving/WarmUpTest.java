package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.PredictionLogFile;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

class WarmUpTest {
  @TempDir private Path directory;

  @Test
  void theRequestsOfTheBundleAreMadeAtLoad() {
    Path bundle = Bundles.affine(directory.resolve("1"));
    TensorData rows = TensorData.of(Shape.of(4, 3), new float[12]);
    warmUp(bundle, new PredictionLog("classify", Map.of("x", rows), Map.of()));
    List<String> calls = new ArrayList<>();
    ServingListener listener =
        new ServingListener() {
          @Override
          public void onCall(Call call) {
            calls.add(call.signature() + " " + call.examples());
          }
        };
    PredictorOptions options = PredictorOptions.defaults().withListener(listener);
    Predictor.load(bundle, options).close();
    assertThat(calls).containsExactly("classify 4");
    Predictor.load(bundle, options.withWarmUp(false)).close();
    assertThat(calls).hasSize(1);
  }

  @Test
  void aRequestThatFailsFailsTheLoad() {
    Path bundle = Bundles.affine(directory.resolve("1"));
    warmUp(bundle, new PredictionLog("nothing", Map.of(), Map.of()));
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> Predictor.load(bundle))
        .withMessageContaining("a warm-up request failed: No signature 'nothing' in " + bundle)
        .withMessageContaining("mend or remove assets.extra/tf_serving_warmup_requests");
  }

  private static void warmUp(Path bundle, PredictionLog request) {
    PredictionLogFile.write(bundle.resolve(SavedModel.WARM_UPS), List.of(request));
  }
}
