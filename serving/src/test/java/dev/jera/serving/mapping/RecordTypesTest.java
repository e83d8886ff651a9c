package dev.jera.serving.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.serving.Predictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.Example;

/** The Java types that go into the dtypes, and come out of them. */
@SuppressWarnings("ArrayRecordComponent")
class RecordTypesTest {
  @TempDir private static Path directory;
  private static Predictor predictor;

  public record Floats(float[] x) {}

  public record Doubles(double[] x) {}

  public record Ints(int[] x) {}

  public record Longs(long[] x) {}

  public record Shorts(short[] x) {}

  public record Bytes(byte[] x) {}

  public record Booleans(boolean[] x) {}

  public record Texts(String[] x) {}

  public record Strings(byte[][] x) {}

  public record Any(NdArray<?> x) {}

  public record FloatArray(FloatNdArray x) {}

  public record Tensor(TensorData x) {}

  public record OfFloats(float[] y) {}

  public record OfDoubles(double[] y) {}

  public record OfInts(int[] y) {}

  public record OfLongs(long[] y) {}

  public record OfShorts(short[] y) {}

  public record OfBytes(byte[] y) {}

  public record OfBooleans(boolean[] y) {}

  public record OfTexts(String[] y) {}

  public record OfStrings(byte[][] y) {}

  public record OfAny(NdArray<?> y) {}

  public record OfFloatArray(FloatNdArray y) {}

  public record OfDoubleArray(NdArray<Double> y) {}

  public record OfTensor(TensorData y) {}

  public record Nested(float[][] x) {}

  public record OfNested(double[][] y) {}

  public record Value(float x) {}

  public record OfValue(Double y) {}

  public record Lines(String[][] x) {}

  public record OfLines(String[][] y) {}

  public record FlatLines(byte[][] x) {}

  public record Serialized(Example[] x) {}

  @BeforeAll
  static void load() {
    predictor = Predictor.load(MappingBundle.write(directory.resolve("types/1")));
  }

  @AfterAll
  static void close() {
    predictor.close();
  }

  static Stream<Arguments> types() {
    Floats halves = new Floats(new float[] {0.5f, -2});
    float[] same = {0.5f, -2};
    Shape pair = Shape.of(2);
    return Stream.of(
        arguments("float32", halves, OfFloats.class, same),
        arguments("float16", halves, OfFloats.class, same),
        arguments("bfloat16", halves, OfFloats.class, same),
        arguments("float32", halves, OfDoubles.class, new double[] {0.5, -2}),
        arguments("float16", halves, OfDoubles.class, new double[] {0.5, -2}),
        arguments(
            "float64", new Doubles(new double[] {0.1, 2}), OfDoubles.class, new double[] {0.1, 2}),
        arguments("int32", new Ints(new int[] {-1, 2}), OfInts.class, new int[] {-1, 2}),
        arguments("int32", new Ints(new int[] {-1, 2}), OfLongs.class, new long[] {-1, 2}),
        arguments(
            "uint32", new Ints(new int[] {-1, 2}), OfLongs.class, new long[] {4294967295L, 2}),
        arguments("int64", new Longs(new long[] {-1, 2}), OfLongs.class, new long[] {-1, 2}),
        arguments("uint64", new Longs(new long[] {-1, 2}), OfLongs.class, new long[] {-1, 2}),
        arguments(
            "uint64", new Longs(new long[] {-1, 2}), OfDoubles.class, new double[] {0x1p64, 2}),
        arguments("int16", new Shorts(new short[] {-1, 2}), OfShorts.class, new short[] {-1, 2}),
        arguments("uint16", new Shorts(new short[] {-1, 2}), OfInts.class, new int[] {65535, 2}),
        arguments("int8", new Bytes(new byte[] {-1, 2}), OfInts.class, new int[] {-1, 2}),
        arguments("uint8", new Bytes(new byte[] {-1, 2}), OfInts.class, new int[] {255, 2}),
        arguments("uint8", new Bytes(new byte[] {-1, 2}), OfBytes.class, new byte[] {-1, 2}),
        arguments(
            "bool",
            new Booleans(new boolean[] {true, false}),
            OfBooleans.class,
            new boolean[] {true, false}),
        arguments(
            "string", new Texts(new String[] {"ü", ""}), OfTexts.class, new String[] {"ü", ""}),
        arguments(
            "string",
            new Strings(new byte[][] {{-1}, {}}),
            OfStrings.class,
            new byte[][] {{-1}, {}}),
        arguments("float32", new Any(NdArrays.vectorOf(0.5f, -2f)), OfFloats.class, same),
        arguments("float16", new FloatArray(NdArrays.vectorOf(0.5f, -2f)), OfFloats.class, same),
        arguments("float32", new Tensor(TensorData.of(pair, same)), OfFloats.class, same),
        arguments("float32", halves, OfAny.class, NdArrays.vectorOf(0.5f, -2f)),
        arguments("bfloat16", halves, OfFloatArray.class, NdArrays.vectorOf(0.5f, -2f)),
        arguments("float32", halves, OfDoubleArray.class, NdArrays.vectorOf(0.5, -2.0)),
        arguments("float16", halves, OfTensor.class, TensorData.of(pair, same).as(Dtype.FLOAT16)));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("types")
  void aTypeBecomesTheDtypeOfTheSignature(
      String signature, Record record, Class<? extends Record> answer, Object expected) {
    List<? extends Record> answers = predict(signature, List.of(record, record), answer);
    assertThat(answers).hasSize(2);
    assertThat(answers).extracting("y").allSatisfy(y -> assertThat(y).isEqualTo(expected));
  }

  /** The records of one list are of one class, which the compiler cannot see here. */
  @SuppressWarnings("unchecked")
  private static <I extends Record> List<? extends Record> predict(
      String signature, List<I> records, Class<? extends Record> answer) {
    Class<I> input = (Class<I>) records.get(0).getClass();
    return RecordPredictor.of(predictor, signature, input, answer).predict(records);
  }

  @Test
  void flatAndNestedArraysAreOneTensor() {
    float[] flat = {1, 2, 3, 4, 5, 6};
    float[][] nested = {{1, 2, 3}, {4, 5, 6}};
    double[][] expected = {{1, 2, 3}, {4, 5, 6}};
    assertThat(
            RecordPredictor.of(predictor, "image", Floats.class, OfNested.class)
                .predict(new Floats(flat))
                .y())
        .isDeepEqualTo(expected);
    assertThat(
            RecordPredictor.of(predictor, "image", Nested.class, OfFloats.class)
                .predict(new Nested(nested))
                .y())
        .containsExactly(flat);
    assertThat(
            RecordPredictor.of(predictor, "image", FloatArray.class, OfNested.class)
                .predict(new FloatArray(StdArrays.ndCopyOf(nested)))
                .y())
        .isDeepEqualTo(expected);
  }

  @Test
  void stringsNest() {
    String[][] lines = {{"a", "b"}, {"c", "d"}};
    assertThat(
            RecordPredictor.of(predictor, "lines", Lines.class, OfLines.class)
                .predict(new Lines(lines))
                .y())
        .isDeepEqualTo(lines);
    assertThat(
            RecordPredictor.of(predictor, "lines", FlatLines.class, OfStrings.class)
                .predict(new FlatLines(new byte[][] {{1}, {2}, {3}, {4}}))
                .y())
        .isDeepEqualTo(new byte[][] {{1}, {2}, {3}, {4}});
  }

  @Test
  void anUnknownRankIsThatOfTheValue() {
    assertThat(
            RecordPredictor.of(predictor, "any", Nested.class, OfNested.class)
                .predict(new Nested(new float[][] {{1}, {2}}))
                .y())
        .isDeepEqualTo(new double[][] {{1}, {2}});
    assertThat(
            RecordPredictor.of(predictor, "any", Value.class, OfValue.class)
                .predict(new Value(2.5f)))
        .isEqualTo(new OfValue(2.5));
  }

  @Test
  void examplesAreSerialized() {
    Example example = Examples.of(Map.of("x", 1));
    byte[][] answer =
        RecordPredictor.of(predictor, "string", Serialized.class, OfStrings.class)
            .predict(new Serialized(new Example[] {example, Example.getDefaultInstance()}))
            .y();
    assertThat(answer).isDeepEqualTo(new byte[][] {example.toByteArray(), {}});
  }
}
