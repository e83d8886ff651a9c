package dev.jera.datasets;

import static dev.jera.datasets.Numbers.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CacheTest {
  @Test
  void readsTheSourceOnce() {
    Numbers.Stream stream = Numbers.stream(4, 2, 7);
    IndexedDataset cached = stream.cache();
    assertThat(stream.begun()).hasValue(0);

    for (long pass = 0; pass < 3; pass++) {
      assertThat(numbers(cached, pass)).containsExactly(4, 2, 7);
    }
    assertThat(cached.size()).isEqualTo(3);
    assertThat(Numbers.number(cached.get(1))).isEqualTo(2);
    assertThat(stream.begun()).hasValue(1);
  }

  @Test
  void aPassThatIsBrokenOffSpoilsNothing() {
    IndexedDataset cached = Numbers.stream(4, 2, 7).cache();
    try (Pass pass = cached.pass(0)) {
      pass.next();
    }
    assertThat(numbers(cached, 0)).containsExactly(4, 2, 7);
  }

  @Test
  void keepsTheOrderOfTheFirstPass() {
    Dataset shuffled = Numbers.arrays(20).shuffle(1);

    assertThat(numbers(shuffled.cache(), 7)).isEqualTo(numbers(shuffled, 0));
  }

  @Test
  void triesAgainAfterAFailure() {
    var broken = new AtomicBoolean(true);
    IndexedDataset cached =
        Numbers.stream(4, 2, 7)
            .map(
                example -> {
                  if (Numbers.number(example) == 7 && broken.getAndSet(false)) {
                    throw new IllegalStateException("disk");
                  }
                  return example;
                })
            .cache();

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> cached.get(0))
        .withMessageStartingWith("Example 2: map failed");
    assertThat(numbers(cached, 0)).containsExactly(4, 2, 7);
  }

  @Test
  void severalThreadsReadTheSourceOnce() {
    Numbers.Stream stream = Numbers.stream(IntStream.range(0, 500).toArray());
    IndexedDataset cached = stream.cache();

    List<Integer> read =
        IntStream.range(0, 500).parallel().mapToObj(i -> Numbers.number(cached.get(i))).toList();

    assertThat(read).isEqualTo(IntStream.range(0, 500).boxed().toList());
    assertThat(stream.begun()).hasValue(1);
  }

  @Test
  void arraysAreInMemoryAlready() {
    ArrayDataset arrays = Numbers.arrays(2);

    assertThat(arrays.cache()).isSameAs(arrays);
  }
}
