package dev.jera.serving.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.runtime.TensorData;
import dev.jera.serving.PredictionException;
import dev.jera.serving.Predictor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** What records are refused, when a RecordPredictor is made and when it is asked. */
@SuppressWarnings("ArrayRecordComponent")
class RecordErrorsTest {
  @TempDir private static Path directory;
  private static Predictor predictor;

  public record X(float[] x) {}

  public record Y(float[] y) {}

  public record Any(NdArray<?> x) {}

  public record Tensor(TensorData x) {}

  public record Nested(float[][] x) {}

  @BeforeAll
  static void load() {
    predictor = Predictor.load(MappingBundle.write(directory.resolve("errors/1")));
  }

  @AfterAll
  static void close() {
    predictor.close();
  }

  public record NoName(@MappedName("sepal length") float length, float width) {}

  public record Label(String label) {}

  @Test
  void anInputWithoutAComponentIsNamed() {
    assertRefused(
        () -> RecordPredictor.of(predictor, NoName.class, Label.class),
        "Record NoName: no component 'name' (expected: components for the inputs [name, sepal length, width] of %s); add it, or name one by @MappedName(\"name\")",
        "serving_default");
  }

  public record More(float[] x, float[] z) {}

  public record Other(float[] scores) {}

  @Test
  void aComponentThatStandsForNothingIsNamed() {
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", More.class, Y.class),
        "Component 'z' of record More: no input 'z' in %s, which has [x]; remove it, or say by @MappedName what it stands for",
        "float32");
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", X.class, Other.class),
        "Component 'scores' of record Other: no output 'scores' in %s, which has [y]; remove it, or say by @MappedName what it stands for",
        "float32");
  }

  public record Twins(float[] x, @MappedName("x") float[] again) {}

  public record Nothing() {}

  @Test
  void namesStandForOneComponentAndAnswersHaveSome() {
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", Twins.class, Y.class),
        "Component 'again' of record Twins: the name 'x' (expected: a name of its own, which component 'x' has not)",
        "float32");
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", X.class, Nothing.class),
        "Record Nothing: no components (expected: some of the outputs [y] of %s)",
        "float32");
  }

  public record Doubles(double[] x) {}

  public record Boxes(Float[] x) {}

  public record Listed(List<Float> x) {}

  public record DoubleArray(DoubleNdArray x) {}

  public record OfInts(int[] y) {}

  public record OfDoubles(NdArray<Long> y) {}

  @Test
  void aTypeThatCannotBecomeTheDtypeIsNamedWithThoseThatCan() {
    String fed =
        " (expected: float[], NdArray or TensorData, for one example of input 'x', float32 [?, 2], of %s)";
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", Doubles.class, Y.class),
        "Component 'x' of record Doubles: double[]" + fed,
        "float32");
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", Boxes.class, Y.class),
        "Component 'x' of record Boxes: java.lang.Float[]" + fed,
        "float32");
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", Listed.class, Y.class),
        "Component 'x' of record Listed: java.util.List<java.lang.Float>" + fed,
        "float32");
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", DoubleArray.class, Y.class),
        "Component 'x' of record DoubleArray: org.tensorflow.ndarray.DoubleNdArray" + fed,
        "float32");
    assertRefused(
        () -> RecordPredictor.of(predictor, "string", X.class, Y.class),
        "Component 'x' of record X: float[] (expected: String[], byte[][], Example[], NdArray or TensorData, for one example of input 'x', string [?, 2], of %s)",
        "string");
    String held =
        " (expected: float[], double[], NdArray or TensorData, for one example of output 'y', float32 [?, 2], of %s)";
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", X.class, OfInts.class),
        "Component 'y' of record OfInts: int[]" + held,
        "float32");
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", X.class, OfDoubles.class),
        "Component 'y' of record OfDoubles: org.tensorflow.ndarray.NdArray<java.lang.Long>" + held,
        "float32");
  }

  public record Value(float x) {}

  public record OfValue(float y) {}

  public record OfCube(float[][][] y) {}

  @Test
  void aTypeOfAnotherRankIsNamedWithThoseThatFit() {
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", Nested.class, Y.class),
        "Component 'x' of record Nested: float[][] (expected: float[], NdArray or TensorData, for one example of input 'x', float32 [?, 2], of %s)",
        "float32");
    assertRefused(
        () -> RecordPredictor.of(predictor, "matrix", Value.class, Y.class),
        "Component 'x' of record Value: float (expected: float[], float[][], NdArray or TensorData, for input 'x', float32 [2, 2], of %s)",
        "matrix");
    assertRefused(
        () -> RecordPredictor.of(predictor, "scalar", X.class, OfValue.class),
        "Component 'x' of record X: float[] (expected: float, NdArray or TensorData, for input 'x', float32 [], of %s)",
        "scalar");
    assertRefused(
        () -> RecordPredictor.of(predictor, "two", X.class, Y.class),
        "Component 'x' of record X: float[] (expected: float[][], NdArray or TensorData, for one example of input 'x', float32 [?, ?, ?], of %s)",
        "two");
    assertRefused(
        () -> RecordPredictor.of(predictor, "float32", X.class, OfValue.class),
        "Component 'y' of record OfValue: float (expected: float[], double[], NdArray or TensorData, for one example of output 'y', float32 [?, 2], of %s)",
        "float32");
    assertRefused(
        () -> RecordPredictor.of(predictor, "matrix", Nested.class, OfCube.class),
        "Component 'y' of record OfCube: float[][][] (expected: float[], float[][], double[], double[][], NdArray or TensorData, for output 'y', float32 [2, 2], of %s)",
        "matrix");
  }

  record Hidden(float[] x) {}

  @Test
  void aRecordThatCannotBeReachedIsToldHow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordPredictor.of(predictor, "float32", Hidden.class, Y.class))
        .withMessage(
            "Record dev.jera.serving.mapping.RecordErrorsTest$Hidden cannot be reached: it is not public, or its module does not export it (expected: a public record in an exported package); make it so, or pass the MethodHandles.lookup() of a class that sees it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordPredictor.of(predictor, "float32", Record.class, Y.class))
        .withMessage("type: java.lang.Record (expected: a class of records)");
  }

  public record Sparse(int x) {}

  @Test
  void aSignatureThatIsMissingOrBrokenIsNamedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordPredictor.of(predictor, "absent", X.class, Y.class))
        .withMessageStartingWith("No signature 'absent' in %s: it has [", predictor.path());
    assertThatExceptionOfType(PredictionException.class)
        .isThrownBy(() -> RecordPredictor.of(predictor, "sparse", Sparse.class, Y.class))
        .withMessage(
            "Cannot call signature 'sparse' of %s: its output 'y' names no tensor",
            predictor.path());
  }

  @Test
  void aNullIsNamed() {
    var pairs = RecordPredictor.of(predictor, "float32", X.class, Y.class);
    X none = new X(null);
    String role = " (expected: a value, for one example of input 'x', float32 [?, 2], of %s)";
    assertRefused(() -> pairs.predict(none), "Component 'x' of record X: null" + role, "float32");
    assertRefused(
        () -> pairs.predict(List.of(new X(new float[2]), none)),
        "Component 'x' of record 1, a X: null" + role,
        "float32");
    assertRefused(() -> pairs.predict((X) null), "record: null (expected: a X)", "float32");
    List<@Nullable X> records = Arrays.asList(new X(new float[2]), null);
    assertRefused(() -> pairs.predict(records), "record 1: null (expected: a X)", "float32");
  }

  @Test
  void aRaggedArrayIsNamed() {
    var images = RecordPredictor.of(predictor, "image", Nested.class, Y.class);
    assertRefused(
        () -> images.predict(new Nested(new float[][] {{1, 2, 3}, {4}})),
        "Component 'x' of record Nested: array: ragged, 1 elements at [1] (expected: 3, as at the first), for one example of input 'x', float32 [?, 2, 3], of %s",
        "image");
  }

  @Test
  void anotherShapeIsShownWithTheExpectedOne() {
    assertRefused(
        () ->
            RecordPredictor.of(predictor, "float32", X.class, Y.class)
                .predict(List.of(new X(new float[2]), new X(new float[3]))),
        "Component 'x' of record 1, a X: shape [3] (expected: [2], for one example of input 'x', float32 [?, 2], of %s)",
        "float32");
    assertRefused(
        () -> RecordPredictor.of(predictor, "image", X.class, Y.class).predict(new X(new float[7])),
        "Component 'x' of record X: 7 values (expected: 6), for one example of input 'x', float32 [?, 2, 3], of %s",
        "image");
    assertRefused(
        () ->
            RecordPredictor.of(predictor, "float32", Any.class, Y.class)
                .predict(new Any(NdArrays.scalarOf(1f))),
        "Component 'x' of record Any: shape [] (expected: [2], for one example of input 'x', float32 [?, 2], of %s)",
        "float32");
  }

  @Test
  void examplesOfSeveralShapesAreNoBatch() {
    var open = RecordPredictor.of(predictor, "open", X.class, Y.class);
    List<X> records = List.of(new X(new float[3]), new X(new float[3]), new X(new float[4]));
    assertRefused(
        () -> open.predict(records),
        "Component 'x' of record 2, a X: shape [4] (expected: [3], as of record 0); a batch is of one shape, predict others apart",
        "open");
    assertThat(open.predict(records.get(2)).y()).hasSize(4);
  }

  @Test
  void anotherDtypeOfAnyArrayIsShown() {
    assertRefused(
        () ->
            RecordPredictor.of(predictor, "float32", Tensor.class, Y.class)
                .predict(new Tensor(TensorData.of(Shape.of(2), 1d, 2d))),
        "Component 'x' of record Tensor: dtype: float32 for float64 elements (expected: an integer of the same width, or float16 or bfloat16 for float32), for one example of input 'x', float32 [?, 2], of %s",
        "float32");
  }

  @Test
  void aListIsRefusedWhereThereIsNoBatch() {
    var matrix = RecordPredictor.of(predictor, "matrix", Nested.class, Y.class);
    assertRefused(
        () -> matrix.predict(List.of(new Nested(new float[2][2]))),
        "records: a list, but a record is a whole call of %s: 'x' is float32 [2, 2] (expected: an open first size, the batch, of every input and of the outputs asked for); predict the records one by one",
        "matrix");
    var none = RecordPredictor.of(predictor, "none", Nothing.class, Y.class);
    assertRefused(
        () -> none.predict(List.of(new Nothing())),
        "records: a list, but a record is a whole call of %s: it has no inputs (expected: an open first size, the batch, of every input and of the outputs asked for); predict the records one by one",
        "none");
  }

  public record Flower(@MappedName("sepal length") float length, float width, String name) {}

  public record Uneven(float uneven) {}

  @Test
  void anAnswerThatCannotFitIsTheBundlesFault() {
    var uneven = RecordPredictor.of(predictor, Flower.class, Uneven.class);
    Flower flower = new Flower(1, 2, "a");
    assertThat(uneven.predict(flower)).isEqualTo(new Uneven(1));
    assertThatExceptionOfType(PredictionException.class)
        .isThrownBy(() -> uneven.predict(List.of(flower, flower)))
        .withMessage(
            "Output 'uneven' of signature 'serving_default' of %s: float32 [1] for 2 records (expected: a first size of 2)",
            predictor.path());
    var any = RecordPredictor.of(predictor, "any", X.class, OfValue.class);
    assertThat(any.predict(new X(new float[] {3}))).isEqualTo(new OfValue(3));
    assertThatExceptionOfType(PredictionException.class)
        .isThrownBy(() -> any.predict(new X(new float[] {3, 4})))
        .withMessage(
            "Component 'y' of record OfValue: float cannot hold the answer, float32 [2] (expected: float[], double[], NdArray or TensorData, for output 'y', float32 [...], of signature 'any' of %s)",
            predictor.path());
  }

  @Test
  void anAnswerWithoutAnOutputIsRefused() {
    var pairs = RecordPredictor.of(predictor, "float32", X.class, Y.class);
    assertRefused(
        () -> pairs.answer(Map.of("z", TensorData.of(Shape.of(1, 2), 1f, 2f))),
        "answers: [z] (expected: 'y' among them, an output of %s)",
        "float32");
  }

  private static void assertRefused(ThrowingCallable call, String message, String signature) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessage(
            message.replace("%s", "signature '%s' of %s".formatted(signature, predictor.path())));
  }
}
