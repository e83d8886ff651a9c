package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.ask;
import static dev.jera.runtime.savedmodel.TestBundles.load;
import static dev.jera.runtime.savedmodel.TestBundles.withoutChecksums;
import static dev.jera.runtime.savedmodel.TestBundles.writeDouble;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

class FuzzTest {
  private static final int DAMAGES = 60;
  private static final TensorData TWO = TensorData.of(Shape.of(1, 1), 2f);

  @TempDir private Path directory;

  @Test
  void aDamagedGraphIsRefusedOrAnswersButDoesNotEndTheProcess() throws IOException {
    Path bundle = withoutChecksums(writeDouble(directory.resolve("1")));
    Path file = bundle.resolve("saved_model.pb");
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < DAMAGES; i++) {
      Files.write(file, damaged(whole, random));
      try (LoadedSavedModel loaded = load(bundle)) {
        call(loaded);
      } catch (JeraException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, DAMAGES - 1);
  }

  private static void call(LoadedSavedModel loaded) {
    Signature signature = loaded.signatures().get(Signature.DEFAULT);
    if (signature != null && signature.problem().isEmpty() && signature.inputs().size() == 1) {
      try {
        ask(loaded, Signature.DEFAULT, TWO);
      } catch (RuntimeException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      }
    }
  }

  /** One to eight bits, so that the file still parses: the rest is the parser's matter. */
  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes;
    do {
      bytes = whole.clone();
      int bits = 1 + random.nextInt(8);
      for (int bit = 0; bit < bits; bit++) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
    } while (!parses(bytes));
    return bytes;
  }

  private static boolean parses(byte[] bytes) {
    try {
      return org.tensorflow.proto.SavedModel.parseFrom(bytes).getMetaGraphsCount() > 0;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }
}
