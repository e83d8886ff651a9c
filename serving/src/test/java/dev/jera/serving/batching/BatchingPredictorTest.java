package dev.jera.serving.batching;

import static dev.jera.serving.batching.Served.answer;
import static dev.jera.serving.batching.Served.y;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.runtime.TensorData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

@Timeout(60)
class BatchingPredictorTest {
  @TempDir private static Path directory;
  private static Path bundle;

  @BeforeAll
  static void write() {
    bundle = BatchingBundle.write(directory.resolve("1"));
  }

  @Test
  void requestsThatWaitAreAnsweredByOneRun() {
    try (Served served = Served.busy(bundle, Batching.of(8))) {
      List<CompletableFuture<Map<String, TensorData>>> answers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        answers.add(served.line(i, 10 * i));
      }
      served.release();
      for (int i = 0; i < 5; i++) {
        assertThat(y(answers.get(i)))
            .isEqualTo(TensorData.of(Shape.of(1, 2), 2f * i + 3, 20f * i + 3));
      }
      assertThat(served.recorder.runs()).containsExactly(1L, 5L);
      assertThat(served.recorder.batches.get(1))
          .satisfies(batch -> assertThat(batch.bundle()).isEqualTo(bundle))
          .satisfies(batch -> assertThat(batch.signature()).isEqualTo("line"))
          .satisfies(batch -> assertThat(batch.requests()).isEqualTo(5))
          .satisfies(batch -> assertThat(batch.examples()).isEqualTo(5))
          .satisfies(batch -> assertThat(batch.padding()).isZero());
      assertThat(served.recorder.lengths).containsExactly(1, 0, 1, 2, 3, 4, 5, 0);
    }
  }

  @Test
  void aBatchHoldsAsManyWholeRequestsAsFit() {
    try (Served served = Served.busy(bundle, Batching.of(5))) {
      List<CompletableFuture<Map<String, TensorData>>> answers =
          List.of(
              served.ints("quotient", 1, 2, 3),
              served.ints("quotient", 4, 6, 12),
              served.ints("quotient", 2, 1),
              served.ints("quotient", 3));
      served.release();
      assertThat(answers)
          .extracting(future -> y(future).ints())
          .containsExactly(
              new int[] {12, 6, 4}, new int[] {3, 2, 1}, new int[] {6, 12}, new int[] {4});
      assertThat(served.recorder.runs()).containsExactly(1L, 3L, 5L, 1L);
    }
  }

  @Test
  void aFullBatchDoesNotWaitForTheTimeout() {
    try (Served served =
        Served.free(bundle, Batching.of(3).withTimeout(Duration.ofHours(1)).withThreads(2))) {
      List<CompletableFuture<Map<String, TensorData>>> answers =
          List.of(served.line(1), served.line(2), served.line(3));
      assertThat(answers).extracting(future -> y(future).floats()[0]).containsExactly(5f, 7f, 9f);
      assertThat(served.recorder.runs()).containsExactly(3L);
    }
  }

  @Test
  void aLoneRequestWaitsForTheTimeoutAndNoLonger() {
    Duration timeout = Duration.ofMillis(60);
    try (Served served = Served.free(bundle, Batching.of(8).withTimeout(timeout))) {
      assertThat(y(served.line(4)).floats()).containsExactly(11f);
      assertThat(served.recorder.batches).hasSize(1);
      assertThat(served.recorder.batches.get(0).waited())
          .isBetween(timeout, timeout.plusSeconds(20));
    }
  }

  @Test
  void otherShapesAreOtherBatches() {
    try (Served served = Served.busy(bundle, Batching.of(8))) {
      List<CompletableFuture<Map<String, TensorData>>> answers =
          List.of(served.line(1, 2), served.line(1, 2, 3), served.line(3, 4), served.line(4, 5, 6));
      served.release();
      assertThat(answers)
          .extracting(future -> y(future).floats())
          .containsExactly(
              new float[] {5, 7},
              new float[] {5, 7, 9},
              new float[] {9, 11},
              new float[] {11, 13, 15});
      assertThat(served.recorder.requests()).containsExactly(1, 2, 2);
      assertThat(served.recorder.runs()).containsExactly(1L, 2L, 2L);
    }
  }

  @Test
  void otherSignaturesAndOutputsAreOtherBatches() {
    PredictionRequest all = PredictionRequest.of("two", Map.of("a", vector(2), "b", vector(5)));
    PredictionRequest sum = all.withOutputs(Set.of("sum"));
    try (Served served = Served.busy(bundle, Batching.of(8))) {
      List<CompletableFuture<Map<String, TensorData>>> answers =
          List.of(
              served.batching.submit(all),
              served.batching.submit(sum),
              served.floats("uneven", 1),
              served.batching.submit(sum),
              served.batching.submit(all.withOutputs(Set.of("sum", "product"))));
      served.release();
      assertThat(answer(answers.get(0)))
          .isEqualTo(Map.of("sum", vector(7), "product", vector(10)))
          .isEqualTo(answer(answers.get(4)));
      assertThat(answer(answers.get(1)))
          .isEqualTo(Map.of("sum", vector(7)))
          .isEqualTo(answer(answers.get(3)));
      assertThat(y(answers.get(2))).isEqualTo(vector(1));
      assertThat(served.recorder.requests()).containsExactly(1, 2, 2, 1);
    }
  }

  @Test
  void stringsAreBatched() {
    try (Served served = Served.busy(bundle, Batching.of(8))) {
      List<CompletableFuture<Map<String, TensorData>>> answers =
          List.of(shout(served, "a"), shout(served, "bee", ""), shout(served, "\u00e4 c"));
      served.release();
      assertThat(answers)
          .extracting(future -> y(future).strings())
          .containsExactly(new String[] {"A"}, new String[] {"BEE", ""}, new String[] {"\u00e4 C"});
      assertThat(served.recorder.runs()).containsExactly(1L, 4L);
    }
  }

  @Test
  void aBatchIsFilledUpToAnAllowedSizeByARealExample() {
    Batching batching = Batching.of(8).withAllowedSizes(List.of(2, 4, 8));
    try (Served served = Served.busy(bundle, batching)) {
      // Zeros in their place would make TensorFlow fail.
      List<CompletableFuture<Map<String, TensorData>>> answers =
          List.of(served.ints("quotient", 1), served.ints("quotient", 2, 3));
      served.release();
      assertThat(y(answers.get(0)).ints()).containsExactly(12);
      assertThat(y(answers.get(1)).ints()).containsExactly(6, 4);
      assertThat(y(served.ints("quotient", 4, 4, 4, 4, 6)).ints()).containsExactly(3, 3, 3, 3, 2);
      assertThat(served.recorder.runs()).containsExactly(2L, 4L, 8L);
      assertThat(served.recorder.batches)
          .extracting(batch -> batch.padding())
          .containsExactly(1, 1, 3);
      assertThat(served.recorder.calls).allMatch(call -> call.failure().isEmpty());
    }
  }

  @Test
  void aRequestOfMoreThanABatchIsRunAloneInParts() {
    Batching batching = Batching.of(4).withAllowedSizes(List.of(2, 4));
    try (Served served = Served.busy(bundle, batching)) {
      CompletableFuture<?> before = served.ints("quotient", 1);
      CompletableFuture<Map<String, TensorData>> large =
          served.ints("quotient", 1, 2, 3, 4, 6, 12, 1, 2, 3);
      CompletableFuture<?> after = served.ints("quotient", 1);
      served.release();
      assertThat(y(large).ints()).containsExactly(12, 6, 4, 3, 2, 1, 12, 6, 4);
      CompletableFuture.allOf(before, after).join();
      assertThat(served.recorder.requests()).containsExactly(1, 1, 1, 1);
      assertThat(served.recorder.runs()).containsExactly(2L, 2L, 4L, 4L, 2L, 2L);
    }
  }

  @Test
  void whatHasNoOpenFirstSizeIsRunAsItIsAtOnce() {
    Batching batching =
        Batching.of(8).withAllowedSizes(List.of(8)).withTimeout(Duration.ofHours(1)).withThreads(1);
    try (Served served = Served.free(bundle, batching)) {
      assertThat(y(served.floats("fixed", 1, 2))).isEqualTo(vector(2, 4));
      assertThat(y(served.floats("fixed", 3, 4))).isEqualTo(vector(6, 8));
      assertThat(y(served.floats("total", 1, 2, 3))).isEqualTo(TensorData.of(Shape.scalar(), 6f));
      assertThat(y(served.floats("total", 4))).isEqualTo(TensorData.of(Shape.scalar(), 4f));
      assertThat(served.recorder.requests()).containsExactly(1, 1, 1, 1);
      assertThat(served.recorder.runs()).containsExactly(1L, 1L, 3L, 1L);
      assertThat(served.recorder.batches).allMatch(batch -> batch.padding() == 0);
    }
  }

  @Test
  void inputsOfUnlikeOrNoExamplesAreRunAsTheyAre() {
    Batching batching = Batching.of(8).withTimeout(Duration.ofHours(1));
    try (Served served = Served.free(bundle, batching)) {
      assertThat(served.batching.predict("two", Map.of("a", vector(1, 2, 3), "b", vector(10))))
          .isEqualTo(Map.of("sum", vector(11, 12, 13), "product", vector(10, 20, 30)));
      assertThat(y(served.ints("quotient"))).isEqualTo(TensorData.of(Shape.of(0), new int[0]));
    }
  }

  @Test
  void aBadRequestIsRefusedBeforeItIsQueued() {
    try (Served served = Served.busy(bundle, Batching.of(8))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> served.floats("line", 1, 2))
          .withMessageContaining("Input 'x' of signature 'line' of " + bundle + ": float32 [2]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> served.ints("shout", 1))
          .withMessageContaining("(expected: string [?])");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> served.batching.submit("two", Map.of("a", vector(1))))
          .withMessageContaining("Input 'b' of signature 'two'");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> served.floats("square", 1))
          .withMessageStartingWith("No signature 'square' in " + bundle);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  served.batching.predict(
                      PredictionRequest.of("fixed", Map.of("x", vector(1, 2)))
                          .withOutputs(Set.of("z"))))
          .withMessageStartingWith("No output 'z' in signature 'fixed'");
      assertThat(served.recorder.lengths).containsExactly(1, 0);
    }
  }

  @Test
  void anAnswerOutlivesThePredictor() {
    TensorData answer;
    try (Served served = Served.free(bundle, Batching.of(8))) {
      answer = y(served.line(5));
      assertThat(served.batching.predictor()).isSameAs(served.predictor);
    }
    assertThat(answer.floats()).containsExactly(13f);
  }

  private static CompletableFuture<Map<String, TensorData>> shout(Served served, String... words) {
    return served.batching.submit(
        "shout", Map.of("x", TensorData.of(Shape.of(words.length), words)));
  }

  private static TensorData vector(float... values) {
    return TensorData.of(Shape.of(values.length), values);
  }
}
