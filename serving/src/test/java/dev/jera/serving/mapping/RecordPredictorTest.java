package dev.jera.serving.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.TensorData;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.ServingListener;
import dev.jera.serving.batching.Batching;
import dev.jera.serving.batching.BatchingPredictor;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

@SuppressWarnings("ArrayRecordComponent")
class RecordPredictorTest {
  @TempDir private static Path directory;
  private static final List<Long> CALLS = new ArrayList<>();
  private static Predictor predictor;

  public record Flower(@MappedName("sepal length") float length, Float width, String name) {}

  public record Scores(String label, @MappedName("dense/out") float[] scores) {}

  public record Total(float total) {}

  public record Flowers(
      @MappedName("sepal length") float[] lengths,
      @MappedName("width") float[][] widths,
      @MappedName("name") String[] names) {}

  public record Whole(int x) {}

  public record Twice(int twice) {}

  public record Matrix(float[][] x) {}

  public record Flat(float[] y) {}

  public record Empty() {}

  public record One(double y) {}

  record Hidden(int x) {}

  private record Answer(long quotient) {}

  @BeforeAll
  static void load() {
    ServingListener listener =
        new ServingListener() {
          @Override
          public void onCall(Call call) {
            CALLS.add(call.examples());
          }
        };
    predictor =
        Predictor.load(
            MappingBundle.write(directory.resolve("flowers/1")),
            PredictorOptions.defaults().withListener(listener));
  }

  @AfterAll
  static void close() {
    predictor.close();
  }

  @Test
  void aRecordIsOneExample() {
    var flowers = RecordPredictor.of(predictor, Flower.class, Scores.class);
    Scores scores = flowers.predict(new Flower(1.5f, 0.25f, "iris"));
    assertThat(scores.label()).isEqualTo("IRIS");
    assertThat(scores.scores()).containsExactly(3f, 0.5f);
    assertThat(flowers)
        .hasToString(
            "RecordPredictor of signature 'serving_default' of %s".formatted(predictor.path()));
  }

  @Test
  void aListOfRecordsIsOneBatch() {
    var flowers = RecordPredictor.of(predictor, Flower.class, Scores.class);
    CALLS.clear();
    List<Scores> scores =
        flowers.predict(
            List.of(new Flower(1, 2f, "a"), new Flower(3, 4f, "b"), new Flower(5, 6f, "ü")));
    assertThat(CALLS).containsExactly(3L);
    assertThat(scores).extracting(Scores::label).containsExactly("A", "B", "ü");
    assertThat(scores)
        .extracting(Scores::scores)
        .containsExactly(new float[] {2, 4}, new float[] {6, 8}, new float[] {10, 12});
  }

  @Test
  void noRecordsAreAnsweredWithoutACall() {
    CALLS.clear();
    assertThat(RecordPredictor.of(predictor, Flower.class, Scores.class).predict(List.of()))
        .isEmpty();
    assertThat(CALLS).isEmpty();
  }

  @Test
  void onlyTheOutputsAskedForAreComputed() {
    var twice = RecordPredictor.of(predictor, "quotient", Whole.class, Twice.class);
    assertThat(twice.predict(new Whole(0))).as("12 / 0 would fail").isEqualTo(new Twice(0));
    assertThat(twice.predict(List.of(new Whole(-4), new Whole(0))))
        .containsExactly(new Twice(-8), new Twice(0));
  }

  @Test
  void anOutputThatIsNoBatchMakesARecordTheWholeCall() {
    var total = RecordPredictor.of(predictor, Flowers.class, Total.class);
    Flowers flowers =
        new Flowers(
            new float[] {1, 2, 4}, new float[][] {{0}, {0}, {0}}, new String[] {"a", "b", "c"});
    assertThat(total.predict(flowers)).isEqualTo(new Total(7));
  }

  @Test
  void aFixedInputMakesARecordTheWholeCall() {
    var matrix = RecordPredictor.of(predictor, "matrix", Matrix.class, Flat.class);
    assertThat(matrix.predict(new Matrix(new float[][] {{1, 2}, {3, 4}})).y())
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void aSignatureWithoutInputsTakesARecordWithoutComponents() {
    var none = RecordPredictor.of(predictor, "none", Empty.class, One.class);
    assertThat(none.predict(new Empty())).isEqualTo(new One(7));
  }

  @Test
  void recordsThatAreNotPublicAreSeenByALookup() {
    var quotient =
        RecordPredictor.of(
            predictor, "quotient", Hidden.class, Answer.class, MethodHandles.lookup());
    assertThat(quotient.predict(new Hidden(4))).isEqualTo(new Answer(3));
  }

  @Test
  void manyRequestsAreAnsweredTogether() {
    var flowers = RecordPredictor.of(predictor, Flower.class, Scores.class);
    Batching batching =
        Batching.defaults().withMaxBatchSize(4).withTimeout(Duration.ofSeconds(30)).withThreads(1);
    try (BatchingPredictor batched = new BatchingPredictor(predictor, batching)) {
      CALLS.clear();
      List<CompletableFuture<Scores>> answers =
          IntStream.range(0, 4)
              .mapToObj(i -> flowers.request(new Flower(i, 10f * i, "f" + i)))
              .map(request -> batched.submit(request).thenApply(flowers::answer))
              .toList();
      for (int i = 0; i < 4; i++) {
        Scores scores = answers.get(i).join();
        assertThat(scores.label()).isEqualTo("F" + i);
        assertThat(scores.scores()).containsExactly(2f * i, 20f * i);
      }
      assertThat(CALLS).containsExactly(4L);
    }
  }

  @Test
  void aBatchingPredictorAnswersAsThePredictorDoes() {
    try (BatchingPredictor batched = new BatchingPredictor(predictor, Batching.of(4))) {
      Scores scores =
          RecordPredictor.of(batched, Flower.class, Scores.class).predict(new Flower(1, 10f, "f"));
      assertThat(scores.label()).isEqualTo("F");
      assertThat(scores.scores()).containsExactly(2f, 20f);
    }
  }

  @Test
  void aRequestAsksForTheOutputsOfTheRecord() {
    var flowers = RecordPredictor.of(predictor, Flower.class, Scores.class);
    var request = flowers.request(new Flower(1, 2f, "a"));
    assertThat(request.signature()).isEqualTo("serving_default");
    assertThat(request.outputs()).containsExactlyInAnyOrder("label", "dense/out");
    assertThat(request.inputs())
        .containsEntry("width", TensorData.of(Shape.of(1, 1), 2f))
        .containsEntry("name", TensorData.of(Shape.of(1), "a"));
  }
}
