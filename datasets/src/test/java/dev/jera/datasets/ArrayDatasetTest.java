package dev.jera.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.index.Indices;

class ArrayDatasetTest {

  /** Five examples of [2, 1]: 0 and 1, 10 and 11, ... 40 and 41; labels 3, 0, 2, 2, 1. */
  private static final ArrayDataset FIVE =
      ArrayDataset.of(
          NdArrays.vectorOf(0, 1, 10, 11, 20, 21, 30, 31, 40, 41).withShape(Shape.of(5, 2, 1)),
          NdArrays.vectorOf(bytes(3, 0, 2, 2, 1)));

  @Test
  void knowsItsSizeAndTheShapesOfOneExample() {
    assertThat(FIVE.size()).isEqualTo(5);
    assertThat(FIVE.featureShape()).isEqualTo(Shape.of(2, 1));
    assertThat(FIVE.labelShape()).isEqualTo(Shape.scalar());
  }

  @Test
  void refusesFeaturesAndLabelsOfDifferentLength() {
    NdArray<?> features = NdArrays.ofFloats(Shape.of(5, 2));
    NdArray<?> labels = NdArrays.ofInts(Shape.of(4));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArrayDataset.of(features, labels))
        .withMessage(
            "features: [5, 2], labels: [4] (expected: as many examples in both, on the first axis)");
  }

  @Test
  void refusesScalars() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArrayDataset.of(NdArrays.vectorOf(1f), NdArrays.scalarOf(1)))
        .withMessage("labels: a scalar (expected: rank >= 1, with the examples on the first axis)");
  }

  @Test
  void takesTheFirstExamples() {
    ArrayDataset two = FIVE.take(2);

    assertThat(two.features()).isEqualTo(NdArrays.vectorOf(0, 1, 10, 11).withShape(shape(2)));
    assertThat(two.labels()).isEqualTo(NdArrays.vectorOf(bytes(3, 0)));
  }

  @Test
  void skipsTheFirstExamples() {
    ArrayDataset three = FIVE.skip(2);

    assertThat(three.features())
        .isEqualTo(NdArrays.vectorOf(20, 21, 30, 31, 40, 41).withShape(shape(3)));
    assertThat(three.labels()).isEqualTo(NdArrays.vectorOf(bytes(2, 2, 1)));
  }

  @Test
  void cutsAPieceOutOfTheMiddle() {
    ArrayDataset piece = FIVE.skip(1).take(3).skip(1);

    assertThat(piece.features()).isEqualTo(NdArrays.vectorOf(20, 21, 30, 31).withShape(shape(2)));
    assertThat(piece.label(0)).isEqualTo(2);
  }

  @Test
  void viewsShareTheMemoryOfTheWhole() {
    IntNdArray features = NdArrays.ofInts(Shape.of(4, 2));
    ArrayDataset view = ArrayDataset.of(features, NdArrays.ofInts(Shape.of(4))).skip(3);

    features.setInt(7, 3, 1);

    assertThat(view.features().getObject(0, 1)).isEqualTo(7);
  }

  @Test
  void viewsCanBeReshapedAndCopiedInOnePiece() {
    IntNdArray view = (IntNdArray) FIVE.skip(3).features();
    var copied = DataBuffers.ofInts(4);

    view.copyTo(copied);

    assertThat(view.withShape(Shape.of(4))).isEqualTo(NdArrays.vectorOf(30, 31, 40, 41));
    assertThat(copied).isEqualTo(DataBuffers.of(30, 31, 40, 41));
  }

  @Test
  void viewsOfArraysWithGapsHoldTheRightExamples() {
    IntNdArray columns = ((IntNdArray) FIVE.features()).slice(Indices.all(), Indices.at(1));
    ArrayDataset odd = ArrayDataset.of(columns, FIVE.labels());

    assertThat(odd.skip(3).features())
        .isEqualTo(NdArrays.vectorOf(31, 41).withShape(Shape.of(2, 1)));
    assertThat(odd.take(1).features()).isEqualTo(NdArrays.vectorOf(1).withShape(Shape.of(1, 1)));
  }

  @Test
  void mayBeEmpty() {
    assertThat(FIVE.take(0).size()).isZero();
    assertThat(FIVE.skip(5).featureShape()).isEqualTo(Shape.of(2, 1));
    assertThat(FIVE.take(0).oneHot(3).labels().shape()).isEqualTo(Shape.of(0, 3));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 6})
  void refusesToTakeOrSkipMoreThanThereIs(long n) {
    String message = "n: " + n + " (expected: 0..5, the number of examples)";

    assertThatIllegalArgumentException().isThrownBy(() -> FIVE.take(n)).withMessage(message);
    assertThatIllegalArgumentException().isThrownBy(() -> FIVE.skip(n)).withMessage(message);
  }

  static NdArray<?>[] integerLabels() {
    return new NdArray<?>[] {
      NdArrays.vectorOf(bytes(2, 0, 200)),
      NdArrays.vectorOf(new short[] {2, 0, 200}),
      NdArrays.vectorOf(2, 0, 200),
      NdArrays.vectorOf(2L, 0L, 200L)
    };
  }

  @ParameterizedTest
  @MethodSource("integerLabels")
  void readsLabelsOfEveryIntegerTypeAndBytesAsUint8(NdArray<?> labels) {
    ArrayDataset dataset = ArrayDataset.of(NdArrays.ofFloats(Shape.of(3, 1)), labels);

    assertThat(dataset.label(0)).isEqualTo(2);
    assertThat(dataset.label(2)).isEqualTo(200);
    dataset.checkLabels(201);
  }

  @ParameterizedTest
  @MethodSource("integerLabels")
  void namesTheFirstLabelThatIsNoClass(NdArray<?> labels) {
    ArrayDataset dataset = ArrayDataset.of(NdArrays.ofFloats(Shape.of(3, 1)), labels);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> dataset.checkLabels(200))
        .withMessage("label of example 2: 200 (expected: 0..199, for 200 classes)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dataset.oneHot(2))
        .withMessage("label of example 0: 2 (expected: 0..1, for 2 classes)");
  }

  @Test
  void refusesANegativeLabel() {
    ArrayDataset dataset =
        ArrayDataset.of(NdArrays.ofFloats(Shape.of(2, 1)), NdArrays.vectorOf(0, -1));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> dataset.checkLabels(10))
        .withMessage("label of example 1: -1 (expected: 0..9, for 10 classes)");
  }

  @Test
  void refusesALabelThatIsNoInt() {
    ArrayDataset dataset =
        ArrayDataset.of(NdArrays.ofFloats(Shape.of(1, 1)), NdArrays.vectorOf(1L << 32));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> dataset.label(0))
        .withMessage("label: 4294967296 (expected: an int)");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 5})
  void refusesTheLabelOfAnExampleThatIsNotThere(long index) {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> FIVE.label(index))
        .withMessage("index: " + index + " (expected: 0..4)");
  }

  @Test
  void encodesLabelsOneHot() {
    FloatNdArray rows =
        StdArrays.ndCopyOf(
            new float[][] {{0, 0, 0, 1}, {1, 0, 0, 0}, {0, 0, 1, 0}, {0, 0, 1, 0}, {0, 1, 0, 0}});

    ArrayDataset oneHot = FIVE.oneHot(4);

    assertThat(oneHot.labels()).isInstanceOf(FloatNdArray.class).isEqualTo(rows);
    assertThat(oneHot.features()).isSameAs(FIVE.features());
    assertThat(oneHot.labelShape()).isEqualTo(Shape.of(4));
  }

  @Test
  void encodesTheLabelsOfAViewOneHot() {
    assertThat(FIVE.skip(4).oneHot(2).labels())
        .isEqualTo(StdArrays.ndCopyOf(new float[][] {{0, 1}}));
  }

  @Test
  void refusesNoClasses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FIVE.oneHot(0))
        .withMessage("classes: 0 (expected: >= 1)");
  }

  @Test
  void refusesOneHotRowsThatFitNoArray() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FIVE.oneHot(1_000_000_000))
        .withMessage(
            "classes: 1000000000 (expected: at most 429496727, so that the rows of 5 examples fit"
                + " one array)");
  }

  @Test
  void refusesToReadClassNumbersFromOneHotRows() {
    ArrayDataset oneHot = FIVE.oneHot(4);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> oneHot.checkLabels(4))
        .withMessage("labels: shape [5, 4] (expected: class numbers of shape [n])");
  }

  @Test
  void refusesToReadClassNumbersFromFloats() {
    ArrayDataset floats = ArrayDataset.of(NdArrays.ofFloats(Shape.of(1, 1)), NdArrays.vectorOf(1f));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> floats.oneHot(4))
        .withMessageContaining("FloatDenseNdArray(shape=[1])")
        .withMessageContaining("expected: integers, in a Byte-, Short-, Int- or LongNdArray");
  }

  private static Shape shape(long examples) {
    return Shape.of(examples, 2, 1);
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
