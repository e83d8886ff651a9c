package dev.jera.serving.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.lang.invoke.MethodHandles;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

@SuppressWarnings("ArrayRecordComponent")
class ExamplesTest {

  public record Flower(
      @MappedName("sepal length") double length, Optional<String> name, long[] petals) {}

  private record Hidden(int x) {}

  static Stream<Arguments> floats() {
    return Stream.of(
        arguments(0.5f, List.of(0.5f)),
        arguments(0.1, List.of(0.1f)),
        arguments(Double.NaN, List.of(Float.NaN)),
        arguments(Double.NEGATIVE_INFINITY, List.of(Float.NEGATIVE_INFINITY)),
        arguments(new float[] {1, 2}, List.of(1f, 2f)),
        arguments(new float[0], List.of()),
        arguments(new double[][] {{1, 2}, {3, 4}}, List.of(1f, 2f, 3f, 4f)),
        arguments(List.of(1.5, 2f), List.of(1.5f, 2f)),
        arguments(Optional.of(1.5), List.of(1.5f)),
        arguments(StdArrays.ndCopyOf(new double[][] {{1, 2}, {3, 4}}), List.of(1f, 2f, 3f, 4f)),
        arguments(TensorData.of(Shape.of(2), 1f, 2f).as(Dtype.FLOAT16), List.of(1f, 2f)));
  }

  @ParameterizedTest
  @MethodSource("floats")
  void floatsAreAFloatList(Object value, List<Float> expected) {
    assertThat(feature(value).getFloatList().getValueList()).isEqualTo(expected);
    assertThat(feature(value).getKindCase()).isEqualTo(Feature.KindCase.FLOAT_LIST);
  }

  static Stream<Arguments> integers() {
    return Stream.of(
        arguments(-1, List.of(-1L)),
        arguments((byte) -1, List.of(-1L)),
        arguments((short) 7, List.of(7L)),
        arguments(Long.MIN_VALUE, List.of(Long.MIN_VALUE)),
        arguments(new BigInteger("9223372036854775807"), List.of(Long.MAX_VALUE)),
        arguments(true, List.of(1L)),
        arguments(new boolean[] {true, false}, List.of(1L, 0L)),
        arguments(new int[][] {{1}, {2}}, List.of(1L, 2L)),
        arguments(Arrays.asList(1, 2L, false), List.of(1L, 2L, 0L)),
        arguments(NdArrays.vectorOf((byte) -1, (byte) 1), List.of(255L, 1L)),
        arguments(TensorData.of(Shape.of(1), -1).as(Dtype.UINT32), List.of(4294967295L)),
        arguments(TensorData.of(Shape.of(1), 5L).as(Dtype.UINT64), List.of(5L)),
        arguments(TensorData.of(Shape.scalar(), true), List.of(1L)));
  }

  @ParameterizedTest
  @MethodSource("integers")
  void integersAndBooleansAreAnInt64List(Object value, List<Long> expected) {
    assertThat(feature(value).getInt64List().getValueList()).isEqualTo(expected);
  }

  static Stream<Arguments> strings() {
    ByteString umlaut = ByteString.copyFrom(new byte[] {(byte) 0xc3, (byte) 0xbc});
    ByteString high = ByteString.copyFrom(new byte[] {-1});
    return Stream.of(
        arguments("ü", List.of(umlaut)),
        arguments(new byte[] {-1}, List.of(high)),
        arguments(new byte[][] {{-1}, {}}, List.of(high, ByteString.EMPTY)),
        arguments(new String[] {"ü", ""}, List.of(umlaut, ByteString.EMPTY)),
        arguments(List.of("ü", new byte[] {-1}), List.of(umlaut, high)),
        arguments(NdArrays.vectorOfObjects("ü"), List.of(umlaut)),
        arguments(TensorData.of(Shape.of(1), new byte[][] {{-1}}), List.of(high)));
  }

  @ParameterizedTest
  @MethodSource("strings")
  void textAndBytesAreABytesList(Object value, List<ByteString> expected) {
    assertThat(feature(value).getBytesList().getValueList()).isEqualTo(expected);
  }

  @Test
  void whatIsEmptyIsLeftOut() {
    Map<String, Object> features = Map.of("a", Optional.empty(), "b", List.of(), "c", 1);
    assertThat(Examples.of(features).getFeatures().getFeatureMap()).containsOnlyKeys("c");
  }

  static Stream<Arguments> refused() {
    String any = " (expected: a number, true, false, a text, bytes, or an array or list of such)";
    String longs = " (expected: a whole number from -9223372036854775808 to 9223372036854775807)";
    return Stream.of(
        arguments(null, "feature 'x': null" + any),
        arguments(new UUID(0, 0), "feature 'x': java.util.UUID" + any),
        arguments(List.of(List.of(1)), "feature 'x': java.util.ImmutableCollections$List12" + any),
        arguments(
            Arrays.asList(1, null),
            "feature 'x': null at [1] (expected: a whole number, true or false)"),
        arguments(
            List.of(1, 2.5), "feature 'x': 2.5 at [1] (expected: a whole number, true or false)"),
        arguments(
            List.of(2.5, "a"),
            "feature 'x': \"a\" at [1] (expected: a floating-point number, such as 1.0)"),
        arguments(List.of("a", "b", 3L), "feature 'x': 3 at [2] (expected: a text or bytes)"),
        arguments(1e39, "feature 'x': 1.0E39 (expected: a number up to 3.4028235E38)"),
        arguments(
            new double[] {0, -1e39},
            "feature 'x': -1.0E39 at [1] (expected: a number up to 3.4028235E38)"),
        arguments(
            new BigInteger("9223372036854775808"), "feature 'x': 9223372036854775808" + longs),
        arguments(
            TensorData.of(Shape.of(2), 1L, -1L).as(Dtype.UINT64),
            "feature 'x': 18446744073709551615 at [1]" + longs),
        arguments(
            new float[][] {{1}, {2, 3}},
            "feature 'x': array: ragged, 2 elements at [1] (expected: 1, as at the first)"),
        arguments(new String[] {"a", null}, "feature 'x': array: null at [1] (expected: a value)"),
        arguments(new byte[][] {{1}, null}, "feature 'x': values: null at 1 (expected: a value)"),
        arguments(
            new byte[1][1][1],
            "feature 'x': byte[][][] (expected: byte[] for bytes, byte[][] for several)"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void othersAreRefused(@Nullable Object value, String message) {
    Map<String, Object> features = new HashMap<>();
    features.put("x", value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Examples.of(features))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Examples.tensorOf(List.of(Map.of(), features)))
        .withMessage("Example 1, " + message);
  }

  @Test
  void aNameIsAText() {
    Map<String, Object> features = new HashMap<>();
    features.put(null, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Examples.of(features))
        .withMessage("feature: the name null (expected: a text)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Examples.tensorOf(List.of(Map.of(1, 1))))
        .withMessage("Example 0, feature: the name 1 (expected: a text)");
  }

  @Test
  void aRecordIsAnExampleOfItsComponents() {
    Map<String, Feature> features =
        Examples.of(new Flower(5.5, Optional.of("iris"), new long[] {3, 4}))
            .getFeatures()
            .getFeatureMap();
    assertThat(features).containsOnlyKeys("sepal length", "name", "petals");
    assertThat(features.get("sepal length").getFloatList().getValueList()).containsExactly(5.5f);
    assertThat(features.get("petals").getInt64List().getValueList()).containsExactly(3L, 4L);
    assertThat(
            Examples.of(new Flower(5.5, Optional.empty(), new long[0]))
                .getFeatures()
                .getFeatureMap())
        .containsOnlyKeys("sepal length", "petals");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Examples.of(new Flower(5.5, Optional.empty(), null)))
        .withMessageStartingWith("feature 'petals': null (expected: ");
  }

  @Test
  void aRecordThatIsNotPublicIsSeenByALookup() {
    assertThat(Examples.of(new Hidden(3), MethodHandles.lookup()))
        .isEqualTo(Examples.of(Map.of("x", 3)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Examples.of(new Hidden(3)))
        .withMessageContaining("ExamplesTest$Hidden cannot be reached");
  }

  @Test
  void examplesOfAnyKindAreSerializedTogether() throws InvalidProtocolBufferException {
    Example built = Examples.of(Map.of("x", 1));
    TensorData tensor =
        Examples.tensorOf(
            List.of(built, Map.of("x", 2), new Flower(1, Optional.empty(), new long[] {3})));
    assertThat(tensor).hasToString("string [3]");
    byte[][] serialized = tensor.byteStrings();
    assertThat(Example.parseFrom(serialized[0])).isEqualTo(built);
    assertThat(Example.parseFrom(serialized[1])).isEqualTo(Examples.of(Map.of("x", 2)));
    assertThat(Example.parseFrom(serialized[2]).getFeatures().getFeatureMap())
        .containsOnlyKeys("sepal length", "petals");
    assertThat(Examples.tensorOf(List.of())).hasToString("string [0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Examples.tensorOf(List.of("x")))
        .withMessage("Example 0, java.lang.String (expected: an Example, a Map or a record)");
  }

  @Test
  void equalFeaturesGiveTheSameBytes() {
    Map<String, Object> one = new LinkedHashMap<>();
    Map<String, Object> other = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      one.put("f" + i, i);
      other.put("f" + (19 - i), 19 - i);
    }
    assertThat(Examples.of(one).toByteArray()).isEqualTo(Examples.of(other).toByteArray());
  }

  private static Feature feature(Object value) {
    return Examples.of(Map.of("x", value)).getFeatures().getFeatureOrThrow("x");
  }
}
