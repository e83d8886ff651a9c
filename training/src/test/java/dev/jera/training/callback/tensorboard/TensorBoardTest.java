package dev.jera.training.callback.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.Iterables;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jera.datasets.Dataset;
import dev.jera.datasets.record.TfRecordReader;
import dev.jera.model.Input;
import dev.jera.model.Sequential;
import dev.jera.model.layer.core.Dense;
import dev.jera.training.Checkpoints;
import dev.jera.training.Fit;
import dev.jera.training.History;
import dev.jera.training.Trainer;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.CallbackException;
import dev.jera.training.callback.LambdaCallback;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.SGD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

class TensorBoardTest {
  private static final Dataset DATA = points(0.1f, 0.9f, 0.4f, -0.3f);
  private static final Dataset VALIDATION = points(0.7f, 0.2f);

  @TempDir private Path directory;

  private static Dataset points(float... x) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = 3 * x[i] - 1;
    }
    return Dataset.of(
        NdArrays.vectorOf(x).withShape(Shape.of(x.length, 1)),
        NdArrays.vectorOf(y).withShape(Shape.of(y.length, 1)));
  }

  private static Fit fit(int epochs, Callback... callbacks) {
    return Fit.epochs(epochs).withBatchSize(2).withValidation(VALIDATION).withCallbacks(callbacks);
  }

  private static History run(Fit fit) {
    try (Trainer trainer =
        Trainer.compile(
            Sequential.of(Input.of(1), Dense.of(3), Dense.of(1)),
            SGD.of(0.1),
            MeanSquaredError.of())) {
      return trainer.fit(DATA, fit);
    }
  }

  private List<Path> files(String part) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(part))) {
      return files.sorted().toList();
    }
  }

  private List<Event> events(String part) throws IOException {
    List<Event> events = new ArrayList<>();
    for (Path file : files(part)) {
      events.addAll(read(file));
    }
    return events;
  }

  private static List<Event> read(Path file) throws InvalidProtocolBufferException {
    List<Event> events = new ArrayList<>();
    try (TfRecordReader records = TfRecordReader.open(file)) {
      while (records.hasNext()) {
        events.add(Event.parseFrom(records.next()));
      }
    }
    return events;
  }

  /** What TensorBoard shows: a START drops what has its step or a later one. */
  private static Map<Long, Float> curve(List<Event> events, String tag) {
    TreeMap<Long, Float> curve = new TreeMap<>();
    for (Event event : events) {
      if (event.hasSessionLog()
          && event.getSessionLog().getStatus() == SessionLog.SessionStatus.START) {
        curve.tailMap(event.getStep(), true).clear();
      }
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (value.getTag().equals(tag)) {
          assertThat(curve.put(event.getStep(), value.getSimpleValue()))
              .as("a second value of %s at step %d", tag, event.getStep())
              .isNull();
        }
      }
    }
    return curve;
  }

  private static Map<Long, Float> curve(History history, String name) {
    Map<Long, Float> curve = new TreeMap<>();
    for (int i = 0; i < history.rows().size(); i++) {
      curve.put((long) i, history.get(name).get(i).floatValue());
    }
    return curve;
  }

  @Test
  void theCurvesAreThoseOfTheHistory() throws IOException {
    History history = run(fit(4, TensorBoard.in(directory)));
    assertThat(curve(events("train"), "epoch_loss")).isEqualTo(curve(history, "loss"));
    assertThat(curve(events("validation"), "epoch_loss")).isEqualTo(curve(history, "val_loss"));
    assertThat(curve(events("train"), "epoch_learning_rate").values())
        .hasSize(4)
        .containsOnly(0.1f);
    assertThat(directory.resolve("batches")).doesNotExist();
  }

  @Test
  void aFileBeginsWithItsVersionAndHasTheNameThatTensorBoardLooksFor() throws IOException {
    run(fit(1, TensorBoard.in(directory)));
    Path file = Iterables.getOnlyElement(files("train"));
    assertThat(file.getFileName().toString())
        .matches("events\\.out\\.tfevents\\.\\d{10}\\..+\\.\\d+\\.\\d+\\.v2");
    Event first = events("train").get(0);
    assertThat(first.getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(first.getWallTime()).isGreaterThan(1.6e9);
  }

  @Test
  void tensorFlowReadsTheSameEvents() throws IOException {
    run(fit(3, TensorBoard.in(directory).withHistogramFreq(1)));
    for (String part : List.of("train", "validation")) {
      Path file = Iterables.getOnlyElement(files(part));
      assertThat(TensorFlowRecords.read(file)).isEqualTo(read(file)).hasSizeGreaterThan(4);
    }
  }

  @Test
  void theGraphIsWrittenOnce() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(directory.resolve("run"));
    run(fit(1, TensorBoard.in(directory)).withCheckpoints(checkpoints));
    run(fit(2, TensorBoard.in(directory)).withCheckpoints(checkpoints));
    List<Event> graphs = events("train").stream().filter(Event::hasGraphDef).toList();
    assertThat(graphs).hasSize(1);
    assertThat(GraphDef.parseFrom(graphs.get(0).getGraphDef()).getNodeList())
        .anyMatch(node -> node.getOp().equals("MatMul"));
    Path other = directory.resolve("other");
    run(fit(1, TensorBoard.in(other).withoutGraph()));
    assertThat(events("other/train")).noneMatch(Event::hasGraphDef);
  }

  /** Two steps an epoch: the second batch of an epoch has what the epoch has. */
  @Test
  void batchesHaveTheirOwnStepsAndDirectory() throws IOException {
    History history = run(fit(3, TensorBoard.in(directory).withUpdateFreq(2)));
    Map<Long, Float> batches = curve(events("batches"), "batch_loss");
    assertThat(batches.keySet()).containsExactly(2L, 4L, 6L);
    assertThat(batches.values()).containsExactlyElementsOf(curve(history, "loss").values());
  }

  /**
   * Dies in epoch 5, of which the last checkpoint is that after epoch 2; three epochs come again.
   */
  @Test
  void epochsThatAreTrainedAgainAreNotDoubled() throws IOException {
    Checkpoints checkpoints =
        Checkpoints.in(directory.resolve("run")).withEveryEpochs(2).withEverySteps(0);
    Callback dying =
        LambdaCallback.onEpochEnd(
            (run, results) -> {
              if (run.epoch() == 3) {
                throw new OutOfMemoryError("as if the process had died");
              }
            });
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(
            () ->
                run(
                    fit(5, TensorBoard.in(directory).withUpdateFreq(1), dying)
                        .withCheckpoints(checkpoints)));
    History history =
        run(fit(5, TensorBoard.in(directory).withUpdateFreq(1)).withCheckpoints(checkpoints));
    assertThat(files("train")).hasSize(2);
    assertThat(history.rows()).hasSize(5);
    assertThat(events("train").stream().filter(event -> event.getStep() == 2).toList())
        .as("both runs wrote epoch 3, of step 2, and the second its START")
        .hasSize(3);
    assertThat(curve(events("train"), "epoch_loss")).isEqualTo(curve(history, "loss"));
    assertThat(curve(events("validation"), "epoch_loss")).isEqualTo(curve(history, "val_loss"));
    assertThat(curve(events("batches"), "batch_loss").keySet())
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
  }

  @Test
  void histogramsAreOfAllWeightsEveryFewEpochs() throws IOException {
    run(fit(4, TensorBoard.in(directory).withHistogramFreq(3)));
    List<String> histograms = new ArrayList<>();
    for (Event event : events("train")) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (value.hasHisto()) {
          histograms.add(event.getStep() + " " + value.getTag() + " " + value.getHisto().getNum());
        }
      }
    }
    assertThat(histograms)
        .containsExactly(
            "0 dense/kernel/histogram 3.0",
            "0 dense/bias/histogram 3.0",
            "0 dense_1/kernel/histogram 3.0",
            "0 dense_1/bias/histogram 1.0",
            "3 dense/kernel/histogram 3.0",
            "3 dense/bias/histogram 3.0",
            "3 dense_1/kernel/histogram 3.0",
            "3 dense_1/bias/histogram 1.0");
  }

  @Test
  void imagesAreAddedAtTheirEpoch() throws IOException {
    TensorBoard board = TensorBoard.in(directory);
    var picture = StdArrays.ndCopyOf(new float[][][][] {{{{0}, {1}}}});
    Callback adding =
        LambdaCallback.onEpochEnd((run, results) -> board.addImages("picture", picture));
    run(fit(2, board, adding));
    List<Event> images =
        events("train").stream()
            .filter(event -> event.getSummary().getValueList().stream().anyMatch(v -> v.hasImage()))
            .toList();
    assertThat(images).extracting(Event::getStep).containsExactly(0L, 1L);
    assertThatIllegalStateException()
        .isThrownBy(() -> board.addImages("picture", picture))
        .withMessageContaining("Images 'picture' without a run");
  }

  @Test
  void aDirectoryThatCannotBeMadeEndsTheRunAndIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(() -> run(fit(1, TensorBoard.in(file))))
        .withMessageContaining("Callback TensorBoard threw in onTrainBegin")
        .withMessageContaining(file.toString());
  }

  @Test
  void badNumbersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorBoard.in(directory).withUpdateFreq(0))
        .withMessage("updateFreq: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorBoard.in(directory).withHistogramFreq(0))
        .withMessage("histogramFreq: 0 (expected: >= 1)");
  }
}
