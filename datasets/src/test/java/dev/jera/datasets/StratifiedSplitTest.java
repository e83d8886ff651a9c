package dev.jera.datasets;

import static dev.jera.datasets.Numbers.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class StratifiedSplitTest {
  /** 60 of class 0, 30 of class 1, 10 of class 2; the feature is the index. */
  private static final ArrayDataset HUNDRED = ofClasses(60, 30, 10);

  @Test
  void bothPartsHaveTheClassesInProportion() {
    List<IndexedDataset> parts = HUNDRED.stratifiedSplit(0.7, 7);

    assertThat(parts.get(0).classCounts()).isEqualTo(ImmutableMap.of(0, 42L, 1, 21L, 2, 7L));
    assertThat(parts.get(1).classCounts()).isEqualTo(ImmutableMap.of(0, 18L, 1, 9L, 2, 3L));
    assertThat(Iterables.concat(indices(parts.get(0)), indices(parts.get(1))))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void everyTenthOfAPartHasTheClassesInProportion() {
    IndexedDataset part = ofClasses(120, 60, 20).stratifiedSplit(0.5, 7).get(0);

    for (int from = 0; from < 100; from += 10) {
      assertThat(part.skip(from).take(10).classCounts())
          .isEqualTo(ImmutableMap.of(0, 6L, 1, 3L, 2, 1L));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.8, 2, 1", "0.8, 3, 2", "0.8, 4, 3", "0.01, 4, 1", "0.99, 4, 3", "0.5, 5, 3"})
  void everyClassHasAnExampleInEachPart(double share, int size, long first) {
    List<IndexedDataset> parts = ofClasses(size, 20, size).stratifiedSplit(share, 1);

    assertThat(parts.get(0).classCounts()).containsEntry(0, first).containsEntry(2, first);
    assertThat(parts.get(1).classCounts())
        .containsEntry(0, size - first)
        .containsEntry(2, size - first);
  }

  @Test
  void partsBeginWithAnExampleOfEachClass() {
    for (IndexedDataset part : ofClasses(2, 50, 3, 50).stratifiedSplit(0.8, 3)) {
      assertThat(part.take(4).classCounts()).hasSize(4);
    }
  }

  @Test
  void seedDecidesWhichExamplesAreInWhichPart() {
    List<Integer> first = indices(HUNDRED.stratifiedSplit(0.8, 7).get(1));

    assertThat(indices(HUNDRED.stratifiedSplit(0.8, 7).get(1))).isEqualTo(first);
    assertThat(indices(HUNDRED.stratifiedSplit(0.8, 8).get(1))).isNotEqualTo(first);
  }

  @Test
  void readsOneHotRowsAndViewsToo() {
    assertThat(
            HUNDRED.oneHot(3).map(example -> example).stratifiedSplit(0.7, 7).get(1).classCounts())
        .isEqualTo(HUNDRED.stratifiedSplit(0.7, 7).get(1).classCounts());
  }

  @Test
  void refusesAClassOfOneExample() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ofClasses(5, 1).stratifiedSplit(0.5, 1))
        .withMessage("class 1: 1 example (expected: at least 2, one for each part)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
  void refusesSharesThatLeaveAPartEmpty(double share) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HUNDRED.stratifiedSplit(share, 1))
        .withMessage("share: " + share + " (expected: > 0 and < 1)");
  }

  @Test
  void namesTheExampleWhoseLabelIsNoClass() {
    IndexedDataset values =
        Numbers.arrays(2).map(example -> example.withLabel(NdArrays.scalarOf(1f)));

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> values.stratifiedSplit(0.5, 1))
        .withMessageMatching("Example [01]: stratifiedSplit failed: .*expected: integers.*");
  }

  private static ArrayDataset ofClasses(int... sizes) {
    int[] labels =
        IntStream.range(0, sizes.length)
            .flatMap(label -> IntStream.generate(() -> label).limit(sizes[label]))
            .toArray();
    int[] indices = IntStream.range(0, labels.length).toArray();
    return Dataset.of(
        NdArrays.vectorOf(indices).withShape(Shape.of(indices.length, 1)),
        NdArrays.vectorOf(labels));
  }

  /** The features. */
  private static List<Integer> indices(IndexedDataset part) {
    return numbers(part.map(example -> Example.of(example.label(), example.feature().get(0))), 0);
  }
}
