package dev.jera.datasets;

import static dev.jera.datasets.Numbers.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.hash.Hashing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffleTest {
  private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

  @Test
  void everyPassIsAPermutationOfItsOwn() {
    Dataset shuffled = Numbers.arrays(100).shuffle(3);

    assertThat(numbers(shuffled, 0)).containsExactlyInAnyOrderElementsOf(HUNDRED);
    assertThat(numbers(shuffled, 1)).containsExactlyInAnyOrderElementsOf(HUNDRED);
    assertThat(numbers(shuffled, 1)).isNotEqualTo(numbers(shuffled, 0));
    assertThat(numbers(Numbers.arrays(100).shuffle(4), 0)).isNotEqualTo(numbers(shuffled, 0));
  }

  /** 6 orders in 6,000 passes: 1,000 each; the standard deviation is 29. */
  @Test
  void everyOrderIsAsLikely() {
    Dataset three = Numbers.arrays(3).shuffle(8);
    Map<List<Integer>, Integer> orders = new HashMap<>();
    for (long pass = 0; pass < 6_000; pass++) {
      orders.merge(numbers(three, pass), 1, Integer::sum);
    }
    assertThat(orders).hasSize(6);
    assertThat(orders.values())
        .allSatisfy(times -> assertThat(times).isCloseTo(1_000, Percentage.withPercentage(12)));
  }

  @Test
  void aBufferOfOneKeepsTheOrder() {
    assertThat(numbers(Numbers.arrays(100).shuffle(1, 3), 0)).isEqualTo(HUNDRED);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 99, 100, 1_000})
  void aBufferShufflesAsOneWouldByHand(int buffer) {
    Dataset shuffled = Numbers.arrays(100).shuffle(buffer, 3);

    assertThat(numbers(shuffled, 5)).isEqualTo(byHand(HUNDRED, buffer, 3, 5));
    assertThat(numbers(shuffled, 6))
        .containsExactlyInAnyOrderElementsOf(HUNDRED)
        .isNotEqualTo(numbers(shuffled, 5));
  }

  /** A card is drawn from the hand, the last of the hand takes its place, the next is picked up. */
  private static List<Integer> byHand(List<Integer> deck, int buffer, long seed, long pass) {
    long hashed = Hashing.murmur3_128().newHasher().putLong(seed).putLong(pass).hash().asLong();
    Random random = new Random(hashed);
    var stock = new ArrayDeque<>(deck);
    var hand = new ArrayList<Integer>();
    var drawn = new ArrayList<Integer>();
    while (drawn.size() < deck.size()) {
      while (hand.size() < buffer && !stock.isEmpty()) {
        hand.add(stock.removeFirst());
      }
      int place = random.nextInt(hand.size());
      int last = hand.remove(hand.size() - 1);
      drawn.add(place == hand.size() ? last : hand.set(place, last));
    }
    return drawn;
  }

  @Test
  void noExampleComesEarlierThanTheBufferAllows() {
    List<Integer> order = numbers(Numbers.arrays(100).shuffle(7, 3), 0);
    for (int i = 0; i < 100; i++) {
      assertThat(order.get(i)).isLessThan(i + 7);
    }
  }

  @Test
  void refusesABufferWithoutRoom() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Numbers.arrays(3).shuffle(0, 1))
        .withMessage("buffer: 0 (expected: >= 1)");
  }
}
