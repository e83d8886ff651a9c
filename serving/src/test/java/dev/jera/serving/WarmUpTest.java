package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.hash.Hashing;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
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
  void theRequestsOfTheBundleAreMadeAtLoad() throws IOException {
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
  void aRequestThatFailsFailsTheLoad() throws IOException {
    Path bundle = Bundles.affine(directory.resolve("1"));
    warmUp(bundle, new PredictionLog("nothing", Map.of(), Map.of()));
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> Predictor.load(bundle))
        .withMessageContaining("a warm-up request failed: No signature 'nothing' in " + bundle)
        .withMessageContaining("mend or remove assets.extra/tf_serving_warmup_requests");
  }

  /** A TFRecord file of one record. */
  private static void warmUp(Path bundle, PredictionLog request) throws IOException {
    byte[] message = request.toBytes();
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(message.length).array();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(length);
    file.writeBytes(checksum(length));
    file.writeBytes(message);
    file.writeBytes(checksum(message));
    Path path = bundle.resolve(SavedModel.WARM_UPS);
    Files.createDirectories(path.resolveSibling("."));
    Files.write(path, file.toByteArray());
  }

  private static byte[] checksum(byte[] bytes) {
    int crc = Hashing.crc32c().hashBytes(bytes).asInt();
    int masked = (crc >>> 15 | crc << 17) + 0xa282ead8;
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }
}
