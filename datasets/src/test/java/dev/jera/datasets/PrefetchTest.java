package dev.jera.datasets;

import static dev.jera.datasets.Numbers.number;
import static dev.jera.datasets.Numbers.numbers;
import static dev.jera.datasets.Numbers.plus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class PrefetchTest {

  static List<Dataset> sources() {
    return List.of(Numbers.arrays(200), Numbers.arrays(200).map(e -> e).toArrays().shuffle(100, 1));
  }

  @AfterEach
  void leavesNoThreadBehind() {
    assertThat(readers()).isEmpty();
  }

  private static List<Thread> readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("jera-prefetch"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("sources")
  void mapsOnSeveralThreadsAtOnceAndKeepsTheOrder(Dataset source) {
    var together = new CyclicBarrier(4);
    Dataset data =
        source.map(
            example -> {
              await(together);
              return plus(example, 1);
            });

    // A thread alone would wait at the barrier for ever.
    assertThat(numbers(data.prefetch(200, 4), 0))
        .isEqualTo(numbers(source, 0).stream().map(n -> n + 1).toList());
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsNoFurtherAheadThanItMay() throws InterruptedException {
    var read = new AtomicInteger();
    var five = new CountDownLatch(5);
    Dataset data =
        Numbers.arrays(100)
            .map(
                example -> {
                  read.incrementAndGet();
                  five.countDown();
                  return example;
                });
    try (Pass pass = data.prefetch(5, 2).pass(0)) {
      assertThat(pass.hasNext()).isTrue();
      five.await();
      for (int taken = 1; taken <= 20; taken++) {
        pass.next();
        assertThat(read.get()).isLessThanOrEqualTo(5 + taken);
      }
    }
  }

  @Test
  void readsNothingThatIsSkippedAtFirst() {
    var read = new AtomicInteger();
    Dataset data =
        Numbers.arrays(100)
            .map(
                example -> {
                  read.incrementAndGet();
                  return example;
                });
    try (Pass pass = data.prefetch(3, 2).pass(0)) {
      pass.skip(98);
      assertThat(Numbers.rest(pass)).containsExactly(98, 99);
    }
    assertThat(read).hasValue(2);
  }

  @Test
  void anExceptionComesWhereItsExampleWould() {
    Dataset data = Numbers.arrays(10).map(e -> plus(e, 60 / (number(e) - 4)));
    try (Pass pass = data.prefetch(10, 3).pass(0)) {
      for (int i = 0; i < 4; i++) {
        assertThat(number(pass.next())).isEqualTo(i + 60 / (i - 4));
      }
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(pass::next)
          .withMessage("Example 4: map failed: java.lang.ArithmeticException: / by zero");
      assertThat(number(pass.next())).isEqualTo(65);
    }
  }

  @Test
  void errorsArriveAsTheyAre() {
    Dataset data =
        Numbers.arrays(2)
            .map(
                example -> {
                  throw new AssertionError("deep");
                });
    try (Pass pass = data.prefetch(2).pass(0)) {
      assertThatExceptionOfType(AssertionError.class).isThrownBy(pass::next).withMessage("deep");
    }
  }

  @Test
  void aSourceThatFailsGoesOnFailing() {
    Dataset data = Numbers.stream(1, 0, 2).filter(e -> 1 / number(e) >= 0);
    try (Pass pass = data.prefetch(10, 3).pass(0)) {
      assertThat(number(pass.next())).isEqualTo(1);
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(DatasetException.class)
            .isThrownBy(pass::next)
            .withMessageStartingWith("Example 1: filter failed");
      }
    }
  }

  @Test
  void closingEndsThreadsThatWaitForRoomAndThreadsAtWork() throws InterruptedException {
    var working = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    Dataset stuck =
        Numbers.arrays(10)
            .map(
                example -> {
                  working.countDown();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return example;
                });
    for (Dataset data : List.of(Numbers.arrays(100_000), stuck)) {
      Pass pass = data.prefetch(2, 2).pass(0);
      assertThat(pass.hasNext()).isTrue();
      assertThat(readers()).hasSize(2).allMatch(Thread::isDaemon);

      pass.close();

      assertThat(readers()).isEmpty();
      pass.close();
      assertThatIllegalStateException()
          .isThrownBy(pass::hasNext)
          .withMessage("pass: closed (expected: open)");
    }
    working.await();
  }

  @Test
  void threadsEndWithThePassThoughNobodyClosesIt() throws InterruptedException {
    Pass pass = Numbers.arrays(50).prefetch(4, 3).pass(0);

    assertThat(Numbers.rest(pass)).hasSize(50);

    for (Thread reader : readers()) {
      reader.join();
    }
  }

  @Test
  void anInterruptedReaderIsToldAndMayGoOn() {
    var release = new CountDownLatch(1);
    Dataset slow =
        Numbers.arrays(3)
            .map(
                example -> {
                  try {
                    release.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return example;
                });
    try (Pass pass = slow.prefetch(2, 2).pass(0)) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(pass::next)
          .withMessage("Interrupted while the next example was read ahead")
          .withCauseInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();

      release.countDown();
      assertThat(Numbers.rest(pass)).containsExactly(0, 1, 2);
    }
  }

  @Test
  void refusesNoRoomAndNoThreads() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Numbers.arrays(1).prefetch(0))
        .withMessage("examples: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Numbers.stream(1).prefetch(1, 0))
        .withMessage("threads: 0 (expected: >= 1)");
  }
}
