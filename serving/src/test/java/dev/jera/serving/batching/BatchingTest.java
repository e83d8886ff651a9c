package dev.jera.serving.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.runtime.TensorData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

class BatchingTest {
  private static final Batching EIGHT = Batching.of(8);

  @Test
  void theDefaultsAreTensorFlowServings() {
    assertThat(Batching.defaults())
        .isEqualTo(
            new Batching(
                1000, Duration.ZERO, 10, List.of(), Runtime.getRuntime().availableProcessors()));
    assertThat(Batching.defaults().maxWaiting()).isEqualTo(10_000);
    assertThat(EIGHT.withQueueBound(Integer.MAX_VALUE).maxWaiting()).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest(name = "{0} examples: {1}")
  @CsvSource({"1, 1", "2, 0", "3, 2", "5, 0", "6, 2", "8, 0", "9, 1", "16, 0", "19, 2"})
  void aRunIsFilledUpToTheNextAllowedSize(int examples, int padding) {
    assertThat(EIGHT.withAllowedSizes(List.of(2, 5, 8)).padding(examples)).isEqualTo(padding);
    assertThat(EIGHT.padding(examples)).isZero();
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batching.of(0))
        .withMessage("maxBatchSize: 0 (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EIGHT.withTimeout(Duration.ofMillis(-1)))
        .withMessage("timeout: PT-0.001S (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EIGHT.withQueueBound(0))
        .withMessage("queueBound: 0 (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EIGHT.withThreads(0))
        .withMessage("threads: 0 (expected: > 0)");
    for (List<Integer> sizes :
        List.of(List.of(4), List.of(0, 8), List.of(4, 4, 8), List.of(9, 8), List.of(8, 16))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EIGHT.withAllowedSizes(sizes))
          .withMessage("allowedSizes: %s (expected: > 0, ascending, up to maxBatchSize 8)", sizes);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PredictionRequest.of("line", Map.of("x", TensorData.of(Shape.of(1), 1f)))
                    .withDeadline(Duration.ofSeconds(-1)))
        .withMessage("deadline: PT-1S (expected: >= 0)");
  }
}
