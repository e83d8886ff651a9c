package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class TensorRowsTest {
  private static final Shape THREE = Shape.of(3, 2);

  /** 0 to 5, or what stands for them, in each dtype. */
  static Stream<TensorData> everyDtype() {
    TensorData floats = TensorData.of(THREE, 0f, 1f, 2f, 3f, 4f, 5f);
    TensorData bytes = TensorData.of(THREE, new byte[] {0, 1, 2, 3, 4, -1});
    TensorData shorts = TensorData.of(THREE, new short[] {0, 1, 2, 3, 4, -1});
    TensorData ints = TensorData.of(THREE, 0, 1, 2, 3, 4, -1);
    TensorData longs = TensorData.of(THREE, 0L, 1L, 2L, 3L, 4L, -1L);
    return Stream.of(
        floats,
        floats.as(Dtype.FLOAT16),
        floats.as(Dtype.BFLOAT16),
        TensorData.of(THREE, 0d, 1d, 2d, 3d, 4d, 5d),
        bytes,
        bytes.as(Dtype.INT8),
        shorts,
        shorts.as(Dtype.UINT16),
        ints,
        ints.as(Dtype.UINT32),
        longs,
        longs.as(Dtype.UINT64),
        TensorData.of(THREE, true, false, false, true, true, true),
        TensorData.of(THREE, "a", "b", "", "d", "e", "f"));
  }

  @ParameterizedTest
  @MethodSource("everyDtype")
  void whatIsCutApartIsJoinedToTheSame(TensorData whole) {
    TensorData first = TensorRows.slice(whole, 0, 1);
    TensorData rest = TensorRows.slice(whole, 1, 3);
    assertThat(first).hasToString(whole.dtype() + " [1, 2]");
    assertThat(rest).hasToString(whole.dtype() + " [2, 2]");
    assertThat(TensorRows.concat(List.of(first, rest))).isEqualTo(whole);
    assertThat(TensorRows.concat(List.of(rest, first))).isNotEqualTo(whole);
  }

  @Test
  void rowsAreWhatStandsUnderTheFirstAxis() {
    TensorData cube = TensorData.of(Shape.of(3, 1, 2), 1, 2, 3, 4, 5, 6);
    assertThat(TensorRows.count(cube)).isEqualTo(3);
    assertThat(TensorRows.slice(cube, 1, 3))
        .isEqualTo(TensorData.of(Shape.of(2, 1, 2), 3, 4, 5, 6));
    assertThat(TensorRows.slice(cube, 1, 1))
        .isEqualTo(TensorData.of(Shape.of(0, 1, 2), new int[0]));
    TensorData vector = TensorData.of(Shape.of(2), 7f, 8f);
    assertThat(TensorRows.slice(vector, 1, 2)).isEqualTo(TensorData.of(Shape.of(1), 8f));
    assertThat(TensorRows.concat(List.of(vector, vector, vector)))
        .isEqualTo(TensorData.of(Shape.of(6), 7f, 8f, 7f, 8f, 7f, 8f));
  }

  @Test
  void directBuffersAreRead() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
    buffer.putInt(0, 5).putInt(4, 6);
    TensorData direct = TensorData.of(Dtype.INT32, Shape.of(2), buffer);
    assertThat(TensorRows.slice(direct, 1, 2).ints()).containsExactly(6);
    assertThat(TensorRows.concat(List.of(direct, direct)).ints()).containsExactly(5, 6, 5, 6);
  }

  @Test
  void whatNeedsNoCopyIsNotCopied() {
    TensorData vector = TensorData.of(Shape.of(2), 1, 2);
    assertThat(TensorRows.concat(List.of(vector))).isSameAs(vector);
    assertThat(TensorRows.slice(vector, 0, 2)).isSameAs(vector);
    TensorData none = TensorData.of(Shape.of(0, 3), new int[0]);
    assertThat(TensorRows.slice(none, 0, 0)).isSameAs(none);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    TensorData vector = TensorData.of(Shape.of(2), 1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorRows.concat(List.of()))
        .withMessage("tensors: none (expected: at least one)");
    for (TensorData other :
        List.of(TensorData.of(Shape.of(2), 1f, 2f), TensorData.of(Shape.of(1, 2), 1, 2))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TensorRows.concat(List.of(vector, other)))
          .withMessage(
              "tensors: %s after int32 [2] (expected: the same dtype and sizes but the first)",
              other);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorRows.count(TensorData.of(Shape.scalar(), 1)))
        .withMessage("tensor: int32 [] (expected: at least one axis)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> TensorRows.slice(vector, 1, 3))
        .withMessage("rows: 1 to 3 (expected: within 0 to 2, of int32 [2])");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> TensorRows.slice(vector, 2, 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> TensorRows.slice(vector, -1, 1));
  }
}
