package dev.jera.datasets;

import static dev.jera.datasets.Numbers.numbers;
import static dev.jera.datasets.Numbers.plus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class OperationsTest {
  private static final ArrayDataset TEN = Numbers.arrays(10);

  @Test
  void mapsEveryExample() {
    Dataset odd = Numbers.stream(3, 1, 4).map(example -> plus(example, 10));

    assertThat(numbers(odd, 0)).containsExactly(13, 11, 14);
    assertThat(numbers(TEN.map(example -> plus(example, 5)).take(3), 0)).containsExactly(5, 6, 7);
  }

  @Test
  void namesTheExampleThatAMapFailsOn() {
    Dataset data =
        Numbers.stream(1, 0, 2).map(example -> plus(example, 4 / Numbers.number(example)));
    try (Pass pass = data.pass(0)) {
      pass.next();
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(pass::next)
          .withMessage("Example 1: map failed: java.lang.ArithmeticException: / by zero")
          .withCauseInstanceOf(ArithmeticException.class);
      assertThat(Numbers.number(pass.next())).isEqualTo(4);
    }
  }

  @Test
  void countsSkippedExamplesWhenAMapFails() {
    IndexedDataset data =
        TEN.select(new int[] {1, 2, 3, 0}).map(e -> plus(e, 4 / Numbers.number(e)));
    try (Pass pass = data.pass(0)) {
      pass.skip(3);
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(pass::next)
          .withMessageStartingWith("Example 3: map failed");
    }
  }

  @Test
  void refusesAMapThatGivesNothing() {
    Dataset data = TEN.map(example -> null);
    try (Pass pass = data.pass(0)) {
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(pass::next)
          .withMessageContaining("Example 0: map failed")
          .withMessageContaining("null, no example");
    }
  }

  @Test
  void randomMapsDifferByPassExampleAndSeed() {
    Dataset zeros = Numbers.stream(0, 0, 0, 0);
    Dataset random = zeros.map(1, (example, generator) -> plus(example, generator.nextInt()));

    assertThat(numbers(random, 0))
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(numbers(random, 1));
    assertThat(numbers(zeros.map(2, (e, generator) -> plus(e, generator.nextInt())), 0))
        .doesNotContainAnyElementsOf(numbers(random, 0));
  }

  @Test
  void filtersAndNamesTheExampleThatTheTestFailsOn() {
    assertThat(numbers(TEN.filter(e -> Numbers.number(e) % 4 == 1), 0)).containsExactly(1, 5, 9);
    assertThat(TEN.filter(e -> true).count()).isEmpty();
    assertThat(numbers(TEN.filter(e -> false), 0)).isEmpty();

    Dataset failing = Numbers.stream(1, 2, 0).filter(e -> 4 / Numbers.number(e) > 100);
    try (Pass pass = failing.pass(0)) {
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(pass::hasNext)
          .withMessage("Example 2: filter failed: java.lang.ArithmeticException: / by zero");
    }
  }

  @Test
  void takesAndSkips() {
    assertThat(numbers(Numbers.stream(1, 2, 3).take(2), 0)).containsExactly(1, 2);
    assertThat(numbers(Numbers.stream(1, 2, 3).take(9), 0)).containsExactly(1, 2, 3);
    assertThat(numbers(Numbers.stream(1, 2, 3).skip(2), 0)).containsExactly(3);
    assertThat(numbers(TEN.shuffleOnce(1).skip(2).take(3).skip(1), 0))
        .isEqualTo(numbers(TEN.shuffleOnce(1), 0).subList(3, 5));
  }

  @Test
  void refusesToTakeOrSkipMoreThanThereIs() {
    Dataset shuffled = TEN.shuffle(1);
    IndexedDataset mapped = TEN.map(example -> example);
    String message = "n: 11 (expected: 0..10, the number of examples)";

    assertThatIllegalArgumentException().isThrownBy(() -> shuffled.take(11)).withMessage(message);
    assertThatIllegalArgumentException().isThrownBy(() -> shuffled.skip(11)).withMessage(message);
    assertThatIllegalArgumentException().isThrownBy(() -> mapped.take(11)).withMessage(message);
    assertThatIllegalArgumentException().isThrownBy(() -> mapped.skip(11)).withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Numbers.stream(1).take(-1))
        .withMessage("n: -1 (expected: >= 0)");
  }

  @Test
  void repeatsTheFirstPassesOfTheSource() {
    Dataset shuffled = TEN.shuffle(6);
    List<Integer> expected = new ArrayList<>();
    for (int pass = 0; pass < 3; pass++) {
      expected.addAll(numbers(shuffled, pass));
    }

    assertThat(numbers(shuffled.repeat(3), 0)).isEqualTo(expected);
    assertThat(shuffled.repeat(3).count()).isEqualTo(OptionalLong.of(30));
    assertThat(numbers(shuffled.repeat(0), 0)).isEmpty();
  }

  /** Of 10! orders none comes twice in 2 * 3 * 4 * 5 passes but by a chance of 1 in 500. */
  @Test
  void nestedRepetitionsNeverComeInTheSameOrder() {
    Dataset shuffled = TEN.shuffle(6);
    List<Dataset> nested =
        List.of(
            shuffled.repeat(2).repeat(3).repeat(4),
            shuffled.repeat().take(20).repeat().take(60).repeat(4),
            shuffled.repeat(Long.MAX_VALUE).take(20).repeat(3).repeat().take(240));
    for (Dataset data : nested) {
      assertThat(orders(data, 0)).hasSize(24);
      var all = new ArrayList<List<Integer>>();
      for (long pass : new long[] {0, 1, 2, 1L << 40, Long.MAX_VALUE}) {
        all.addAll(orders(data, pass));
      }
      assertThat(all).doesNotHaveDuplicates().hasSize(120);
    }
  }

  private static List<List<Integer>> orders(Dataset data, long pass) {
    return Lists.partition(numbers(data, pass), 10);
  }

  @Test
  void repeatsMoreOftenThanALongCounts() {
    Dataset often = TEN.shuffle(6).repeat(Long.MAX_VALUE / 2);

    assertThat(often.count()).isEmpty();
    assertThat(numbers(often.take(30), 0)).isEqualTo(numbers(TEN.shuffle(6).repeat(3), 0));
    assertThat(numbers(often.take(30), 3)).hasSize(30).isNotEqualTo(numbers(often.take(30), 2));
    assertThat(TEN.take(1).repeat(Long.MAX_VALUE - 1).count())
        .isEqualTo(OptionalLong.of(Long.MAX_VALUE - 1));
  }

  @Test
  void repeatsEndlesslyFromTheFirstPassOn() {
    Dataset endless = TEN.shuffle(6).repeat();

    assertThat(endless.count()).isEmpty();
    assertThat(numbers(endless.take(30), 0)).isEqualTo(numbers(TEN.shuffle(6).repeat(3), 0));
    assertThat(numbers(endless.take(30), 1)).isNotEqualTo(numbers(endless.take(30), 0));
  }

  @Test
  void beginsNoPassThatIsSkippedAsAWhole() {
    var opened = new ArrayList<Long>();
    Dataset watched =
        new Dataset() {
          @Override
          public Pass pass(long number) {
            opened.add(number);
            return TEN.pass(number);
          }

          @Override
          public OptionalLong count() {
            return OptionalLong.of(10);
          }
        };
    try (Pass pass = watched.repeat().pass(0)) {
      pass.skip(4_000_003);
      assertThat(Numbers.number(pass.next())).isEqualTo(3);
    }
    assertThat(opened).containsExactly(400_000L);
  }

  @Test
  void refusesToRepeatNothingForEver() {
    for (Dataset none : List.of(TEN.take(0), Numbers.stream())) {
      try (Pass pass = none.repeat().pass(0)) {
        assertThatExceptionOfType(DatasetException.class)
            .isThrownBy(pass::hasNext)
            .withMessage(
                "repeat: a pass without examples (expected: at least one, to go on endlessly)");
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEN.repeat(-1))
        .withMessage("times: -1 (expected: >= 0; repeat() is endless)");
  }

  @Test
  void closesEveryPassItBegan() {
    Numbers.Stream stream = Numbers.stream(1, 2, 3);
    List<Dataset> all =
        List.of(
            stream.map(e -> e).filter(e -> true).skip(1).take(1),
            stream.concat(stream),
            stream.repeat().take(7),
            stream.shuffle(2, 1),
            stream.prefetch(2, 2),
            stream.cache());
    for (Dataset data : all) {
      try (Pass pass = data.pass(0)) {
        pass.next();
      }
    }
    assertThat(stream.closed()).hasValue(stream.begun().get());
    assertThat(stream.begun().get()).isEqualTo(6);
  }

  @Test
  void concatenates() {
    Dataset both = Numbers.stream(7, 8).concat(TEN.take(2));

    assertThat(numbers(both, 0)).containsExactly(7, 8, 0, 1);
    assertThat(both.count()).isEmpty();
    assertThat(TEN.concat(TEN.take(2)).count()).isEqualTo(OptionalLong.of(12));
    assertThat(Numbers.number(TEN.concat(TEN.take(2)).get(11))).isEqualTo(1);
  }

  @Test
  void refusesAnIndexThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEN.select(new int[] {0, 10}))
        .withMessage("order[1]: 10 (expected: an index of the 10 examples)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> TEN.get(10))
        .withMessage("index: 10 (expected: 0..9)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> TEN.take(0).get(0))
        .withMessage("index: 0 (expected: none, there are no examples)");
  }

  @Test
  void countsBatches() {
    BatchedDataset batches = TEN.batch(4);

    assertThat(batches.count()).isEqualTo(OptionalLong.of(3));
    assertThat(batches.withRemainder(BatchedDataset.Remainder.DROP).count())
        .isEqualTo(OptionalLong.of(2));
    assertThat(TEN.batch(5).count()).isEqualTo(OptionalLong.of(2));
    assertThat(TEN.repeat().batch(5).count()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEN.batch(0))
        .withMessage("batchSize: 0 (expected: >= 1)");
  }

  @Test
  void splitsBySharesAndByCounts() {
    assertThat(sizes(TEN.split(0.8))).containsExactly(8L, 2L);
    assertThat(sizes(TEN.split(0.7, 0.1))).containsExactly(7L, 1L, 2L);
    assertThat(sizes(TEN.split(0.26))).containsExactly(3L, 7L);
    assertThat(sizes(TEN.split(3, 0, 7))).containsExactly(3L, 0L, 7L, 0L);
    assertThat(numbers(TEN.split(3, 4).get(1), 0)).containsExactly(3, 4, 5, 6);
  }

  @Test
  void splitsShuffledExamplesWithoutLoss() {
    List<Integer> all = new ArrayList<>();
    for (IndexedDataset part : TEN.shuffleOnce(5).split(0.5)) {
      assertThat(numbers(part, 0)).isEqualTo(numbers(part, 1));
      all.addAll(numbers(part, 0));
    }
    assertThat(all)
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
        .isNotEqualTo(numbers(TEN, 0));
  }

  @Test
  void refusesPartsThatDoNotFit() {
    for (double[] shares : new double[][] {{0}, {1}, {Double.NaN}, {0.7, 0.2, 0.1}, {-0.5, 0.7}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TEN.split(shares))
          .withMessageEndingWith(
              "(expected: each > 0, together < 1; what is left is the last part)");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEN.split(7, 4))
        .withMessage(
            "counts: [7, 4] (expected: each >= 0, together at most 10, the number of examples)");
    assertThatIllegalArgumentException().isThrownBy(() -> TEN.split(-1));
  }

  @Test
  void countsClassesOfNumbersAndOfOneHotRows() {
    Dataset numbers = Numbers.stream(2, 0, 2, 2);

    assertThat(numbers.classCounts()).containsExactly(Map.entry(0, 1L), Map.entry(2, 3L));
    assertThat(numbers.oneHot(3).classCounts()).isEqualTo(numbers.classCounts());
    assertThat(numbers.toArrays().oneHot(3).classCounts()).isEqualTo(numbers.classCounts());
    assertThat(TEN.take(0).classCounts()).isEmpty();
    assertThat(
            Dataset.of(NdArrays.vectorOf(1f), NdArrays.vectorOf(new byte[] {(byte) 200}))
                .classCounts())
        .containsExactly(Map.entry(200, 1L));
  }

  @Test
  void namesTheLabelThatIsNoClass() {
    assertNoClass(NdArrays.scalarOf(1f), "expected: integers");
    assertNoClass(NdArrays.scalarOf(1L << 40), "label: 1099511627776 (expected: an int)");
    assertNoClass(NdArrays.vectorOf(0f, 0f), "label: all 0 (expected: a one-hot row, with one 1)");
    assertNoClass(NdArrays.vectorOf(1, 1), "label: column 1 is 1 (expected: a one-hot row");
    assertNoClass(NdArrays.vectorOf(0.5f, 0.5f), "label: column 0 is 0.5 (expected: a one-hot row");
    assertNoClass(
        NdArrays.vectorOf(1), "(expected: a class number [], or a one-hot row [classes])");
  }

  private static void assertNoClass(NdArray<?> label, String message) {
    Dataset data = Numbers.stream(0, 0).map(example -> example.withLabel(label));
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(data::classCounts)
        .withMessageStartingWith("Example 0: classCounts failed: ")
        .withMessageContaining(message);
  }

  @Test
  void encodesAStreamOneHot() {
    try (Pass pass = Numbers.stream(1, 3).oneHot(3).pass(0)) {
      assertThat(pass.next().label()).isEqualTo(NdArrays.vectorOf(0f, 1f, 0f));
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(pass::next)
          .withMessageEndingWith("label: 3 (expected: 0..2, for 3 classes)")
          .withMessageStartingWith("Example 1: oneHot failed");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Numbers.stream(1).oneHot(0))
        .withMessage("classes: 0 (expected: >= 1)");
  }

  @Test
  void weighsByClassOnTopOfTheWeightsThereAre() {
    Map<Integer, Double> weights = Map.of(1, 3.0, 2, 0.0);
    ArrayDataset data = Numbers.arrays(4).withWeights(2, 2, 2, 0.5f);

    assertThat(weights(data.weighByClass(weights))).containsExactly(2f, 6f, 0f, 0.5f);
    assertThat(weights(data.shuffleOnce(1).weighByClass(weights)))
        .containsExactlyInAnyOrder(2f, 6f, 0f, 0.5f);
    assertThat(weights(data.oneHot(4).weighByClass(weights))).containsExactly(2f, 6f, 0f, 0.5f);
    assertThat(weights(Numbers.stream(1, 5).weighByClass(weights))).containsExactly(3f, 1f);
  }

  @Test
  void refusesWeightsThatWeighNothingKnown() {
    for (double weight : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e39}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TEN.weighByClass(Map.of(3, weight)))
          .withMessage("weight of class 3: " + weight + " (expected: >= 0 and finite)");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Numbers.example(1).withWeight(Float.NaN))
        .withMessage("weight: NaN (expected: >= 0 and finite)");
  }

  @Test
  void copiesExamplesIntoArrays() {
    ArrayDataset arrays = Numbers.stream(7, 5).map(e -> e.withWeight(2)).toArrays();

    assertThat(arrays.features()).isEqualTo(NdArrays.vectorOf(7f, 5f).withShape(Shape.of(2, 1)));
    assertThat(arrays.labels()).isEqualTo(NdArrays.vectorOf(7, 5));
    assertThat(arrays.weights()).contains(NdArrays.vectorOf(2f, 2f));
    assertThat(Numbers.stream(7).toArrays().weights()).isEmpty();
  }

  @Test
  void copiesArraysOfEveryType() {
    var features =
        ImmutableMap.<String, NdArray<?>>builder()
            .put("bytes", NdArrays.vectorOf(new byte[] {1, -2}))
            .put("shorts", NdArrays.vectorOf(new short[] {1, -2}))
            .put("ints", NdArrays.vectorOf(1, -2))
            .put("longs", NdArrays.vectorOf(1L, -2L))
            .put("floats", NdArrays.vectorOf(1f, -2f))
            .put("doubles", NdArrays.vectorOf(1.0, -2.0))
            .put("booleans", NdArrays.vectorOf(true, false))
            .put("strings", NdArrays.vectorOfObjects("a", "b"))
            .build();
    ArrayDataset data =
        Dataset.of(features, Map.of("a", NdArrays.vectorOf(3, 4), "b", NdArrays.vectorOf(5, 6)));

    assertThat(data.map(example -> example).toArrays()).isEqualTo(data);
  }

  @Test
  void namesTheFirstExampleThatDiffers() {
    assertDiffers(
        NdArrays.vectorOf(1f, 2f),
        "Example 2: features: float32 [2] (expected: float32 [1], as in example 0)");
    assertDiffers(
        NdArrays.vectorOf(1),
        "Example 2: features: int32 [1] (expected: float32 [1], as in example 0)");

    Dataset renamed =
        Numbers.stream(1)
            .concat(
                Numbers.stream(2).map(e -> new Example(Map.of("x", e.feature()), e.labels(), 1)));
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(renamed::toArrays)
        .withMessage("Example 1: features: [x] (expected: [features], as in example 0)");
  }

  private static void assertDiffers(NdArray<?> feature, String message) {
    Dataset data =
        Numbers.stream(0, 1, 2, 2).map(e -> Numbers.number(e) == 2 ? e.withFeature(feature) : e);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(data::toArrays)
        .withMessage(message);
  }

  private static List<Long> sizes(List<IndexedDataset> parts) {
    return parts.stream().map(IndexedDataset::size).toList();
  }

  private static List<Float> weights(Dataset data) {
    List<Float> weights = new ArrayList<>();
    try (Pass pass = data.pass(0)) {
      pass.forEachRemaining(example -> weights.add(example.weight()));
    }
    return weights;
  }
}
