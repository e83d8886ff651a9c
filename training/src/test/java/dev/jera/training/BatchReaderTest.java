package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.datasets.BatchedDataset;
import dev.jera.datasets.BatchedDataset.Remainder;
import dev.jera.datasets.Dataset;
import dev.jera.datasets.DatasetException;
import dev.jera.datasets.Example;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.core.Dense;
import dev.jera.runtime.Tensors;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.SGD;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.StdArrays;

class BatchReaderTest {
  /** How many are in a batch. */
  private static final int SIZE = 2;

  private static BatchReader read(Engine engine, int count, UnaryOperator<Example> seen) {
    int columns = Math.toIntExact(engine.model().input().shape().get(0));
    float[][] features = new float[count][columns];
    for (int i = 0; i < count; i++) {
      Arrays.fill(features[i], i);
    }
    Dataset data =
        Dataset.of(StdArrays.ndCopyOf(features), StdArrays.ndCopyOf(new float[count][1])).map(seen);
    return engine.read(new BatchedDataset(data, SIZE, Remainder.KEEP), false, 0, 0);
  }

  private static Engine engine(int columns) {
    Model model = Sequential.of(Input.of(columns), Dense.of(1));
    return Engine.compile(model, Compilation.of(SGD.of(0.1), MeanSquaredError.of()));
  }

  private static float number(Example example) {
    return ((FloatNdArray) example.feature()).getFloat(0);
  }

  private static List<Float> take(BatchReader batches, int count) {
    List<Float> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try (Batch batch = batches.next()) {
        for (float number : Tensors.toFloats(batch.features().get(0))) {
          numbers.add(number);
        }
      }
    }
    return numbers;
  }

  @Test
  void batchesComeInTheirOrderHoweverManyAreMadeAhead() {
    try (Engine engine = engine(1);
        BatchReader batches = read(engine, 201, example -> example)) {
      List<Float> numbers = take(batches, 60);
      assertThat(batches.alike(70)).isEqualTo(40);
      numbers.addAll(take(batches, 41));
      assertThat(numbers).hasSize(201).isSorted().doesNotHaveDuplicates();
      assertThat(batches.hasNext()).isFalse();
    }
  }

  @Test
  void manySmallBatchesAreMadeAheadOfTheirTurn() throws InterruptedException {
    CountDownLatch ahead = new CountDownLatch(1);
    UnaryOperator<Example> seen =
        example -> {
          if (number(example) >= 20 * SIZE) {
            ahead.countDown();
          }
          return example;
        };
    try (Engine engine = engine(1);
        BatchReader batches = read(engine, 200, seen)) {
      take(batches, 1);
      assertThat(ahead.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void oneLargeBatchWaitsWhileAnotherIsMade() {
    List<Float> made = new ArrayList<>();
    UnaryOperator<Example> seen =
        example -> {
          made.add(number(example));
          return example;
        };
    try (Engine engine = engine(1 << 18);
        BatchReader batches = read(engine, 20, seen)) {
      take(batches, 3);
    }
    assertThat(made.size()).isBetween(3 * SIZE, (3 + 2) * SIZE);
  }

  @Test
  void whatFailsAheadIsToldInItsTurn() {
    UnaryOperator<Example> failing =
        example -> {
          if (number(example) == 21) {
            throw new IllegalStateException();
          }
          return example;
        };
    try (Engine engine = engine(1);
        BatchReader batches = read(engine, 100, failing)) {
      assertThat(take(batches, 10)).hasSize(20);
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(batches::next)
          .withMessageStartingWith("Example 21: map failed");
    }
  }
}
