package dev.jera.runtime.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.io.BaseEncoding;
import dev.jera.runtime.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TString;

class PredictionLogTest {
  private static final TensorData X = TensorData.of(Shape.of(1, 2), 1.5f, -2f);
  private static final TensorData WORDS = TensorData.of(Shape.of(2), "a", "größe");

  @TempDir private Path directory;

  @Test
  void aCallIsReadAsItWasWritten() {
    PredictionLog whole = new PredictionLog("s", Map.of("x", X, "words", WORDS), Map.of("y", X));
    PredictionLog request = new PredictionLog("s", Map.of("x", X), Map.of());
    assertThat(PredictionLog.parse(whole.toBytes())).isEqualTo(whole);
    assertThat(PredictionLog.parse(request.toBytes())).isEqualTo(request);
  }

  /** The bytes were put together by hand from TensorFlow Serving's field numbers. */
  @Test
  void aPredictLogIsReadByTheNumbersOfItsFields() {
    // predict_log(6) { request(1) { model_spec(1) { name(1) "m" } inputs(2) { key(1) "x"
    // value(2) { dtype(1) DT_FLOAT(1), tensor_shape(2) { dim(2) { size(1) 1 } }, float_val(5) 1.5 }
    // } } }
    byte[] log = hex("321a" + "0a18" + "0a03" + "0a016d" + "1211" + "0a0178" + "120c0801");
    byte[] rest = hex("12041202" + "0801" + "2d0000c03f");
    byte[] message = new byte[log.length + rest.length];
    System.arraycopy(log, 0, message, 0, log.length);
    System.arraycopy(rest, 0, message, log.length, rest.length);
    message[1] = (byte) (message.length - 2);
    message[3] = (byte) (message.length - 4);
    message[10] = (byte) (message.length - 11);
    message[15] = (byte) (message.length - 16);
    assertThat(PredictionLog.parse(message))
        .isEqualTo(
            new PredictionLog(
                Signature.DEFAULT, Map.of("x", TensorData.of(Shape.of(1), 1.5f)), Map.of()));
  }

  @Test
  void aClassifyLogBecomesACallWithSerializedExamples() {
    // classify_log(2) { request(1) { model_spec(1) { signature_name(3) "c" }
    // input(2) { example_list(1) { examples(1) "e" examples(1) "f" } } } }
    byte[] message =
        hex("1211" + "0a0f" + "0a03" + "1a0163" + "1208" + "0a06" + "0a0165" + "0a0166");
    assertThat(PredictionLog.parse(message))
        .isEqualTo(
            new PredictionLog(
                "c", Map.of("inputs", TensorData.of(Shape.of(2), "e", "f")), Map.of()));
  }

  @Test
  void otherLogsAndOtherBytesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PredictionLog.parse(hex("2a00")))
        .withMessage("log: fields [5] (expected: a predict, classify or regress log)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PredictionLog.parse(hex("3205")))
        .withMessageStartingWith("log: 2 bytes that are no PredictionLog: ");
  }

  @Test
  void tensorFlowReadsTheFile() throws IOException {
    PredictionLog log = new PredictionLog("s", Map.of("x", X), Map.of("y", X));
    Path file = directory.resolve("logs");
    PredictionLogFile.write(file, List.of(log, log));
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Scope scope = tf.scope();
      var reader = graph.opBuilder("TFRecordReaderV2", "reader", scope).build();
      var queue =
          graph
              .opBuilder("FIFOQueueV2", "queue", scope)
              .setAttr("component_types", new DataType[] {DataType.DT_STRING})
              .build();
      graph
          .opBuilder("QueueEnqueueV2", "add", scope)
          .addInput(queue.output(0))
          .addInputList(new Output<?>[] {tf.constant(file.toString()).asOutput()})
          .build();
      graph
          .opBuilder("ReaderReadV2", "read", scope)
          .addInput(reader.output(0))
          .addInput(queue.output(0))
          .build();
      session.runner().addTarget("add").run().close();
      for (int i = 0; i < 2; i++) {
        try (var record = session.runner().fetch("read", 1).run()) {
          byte[] bytes = ((TString) record.get(0)).asBytes().getObject();
          assertThat(PredictionLog.parse(bytes)).isEqualTo(log);
        }
      }
    }
  }

  @Test
  void aFileIsReadUpToTheMostAndRefusedWhereDamaged() throws IOException {
    PredictionLog log = new PredictionLog("s", Map.of("x", X), Map.of());
    Path file = directory.resolve("logs");
    PredictionLogFile.write(file, List.of(log, log, log));
    byte[] bytes = Files.readAllBytes(file);
    assertThat(PredictionLogFile.read(file, 2)).containsExactly(log, log);
    assertThat(PredictionLogFile.read(file, 10)).hasSize(3);
    for (int at : new int[] {3, 9, 20, bytes.length - 1}) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= 1;
      Files.write(file, flipped);
      assertThatExceptionOfType(SavedModelException.class)
          .isThrownBy(() -> PredictionLogFile.read(file, 10))
          .withMessageContaining("wrong checksum")
          .withMessageContaining("(expected: a TFRecord file of PredictionLog)");
    }
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> PredictionLogFile.read(file, 10))
        .withMessageContaining("logs: record 2 at byte ")
        .withMessageContaining("the end of the file within its data");
  }

  private static byte[] hex(String text) {
    return BaseEncoding.base16().lowerCase().decode(text);
  }
}
