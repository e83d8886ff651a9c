package dev.jera.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Maps;
import com.google.protobuf.ByteString;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorProtos;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorProto;

class FieldTensorsTest {
  private static final Shape TWO = Shape.of(2);
  private static final int FIELDS_BEFORE_ELEMENTS = 4;

  /** The field of each dtype, by its number in tensor.proto, and what stands there. */
  @Test
  void eachDtypeHasItsField() {
    fields(TensorData.of(TWO, 1.5f, -2f), 5, List.of(1.5f, -2f));
    fields(TensorData.of(TWO, 1.5, -2.0), 6, List.of(1.5, -2.0));
    fields(TensorData.of(TWO, 1, -2), 7, List.of(1, -2));
    fields(TensorData.of(TWO, (short) 1, (short) -2), 7, List.of(1, -2));
    fields(TensorData.of(TWO, (short) 1, (short) -2).as(Dtype.UINT16), 7, List.of(1, 65_534));
    fields(TensorData.of(TWO, (byte) 1, (byte) -2), 7, List.of(1, 254));
    fields(TensorData.of(TWO, (byte) 1, (byte) -2).as(Dtype.INT8), 7, List.of(1, -2));
    fields(
        TensorData.of(TWO, "a", "ä"),
        8,
        List.of(ByteString.copyFromUtf8("a"), ByteString.copyFromUtf8("ä")));
    fields(TensorData.of(TWO, 1L, -2L), 10, List.of(1L, -2L));
    fields(TensorData.of(TWO, true, false), 11, List.of(true, false));
    // 1.5 is sign 0, exponent 15, fraction 512 of 1024; -2 is sign 1, exponent 16.
    fields(TensorData.of(TWO, 1.5f, -2f).as(Dtype.FLOAT16), 13, List.of(0x3e00, 0xc000));
    fields(TensorData.of(TWO, 1.5f, -2f).as(Dtype.BFLOAT16), 13, List.of(0x3fc0, 0xc000));
    fields(TensorData.of(TWO, 1, -2).as(Dtype.UINT32), 16, List.of(1, -2));
    fields(TensorData.of(TWO, 1L, -2L).as(Dtype.UINT64), 17, List.of(1L, -2L));
  }

  @Test
  void aScalarAndAnEmptyTensorKeepTheirShapes() {
    assertThat(TensorProtos.read(FieldTensors.write(TensorData.of(Shape.scalar(), 3L))))
        .isEqualTo(TensorData.of(Shape.scalar(), 3L));
    TensorData empty = TensorData.of(Shape.of(0, 3), new float[0]);
    assertThat(TensorProtos.read(FieldTensors.write(empty))).isEqualTo(empty);
  }

  private static void fields(TensorData data, int number, List<?> values) {
    TensorProto proto = FieldTensors.write(data);
    assertThat(
            Maps.filterKeys(
                proto.getAllFields(), field -> field.getNumber() >= FIELDS_BEFORE_ELEMENTS))
        .isEqualTo(Map.of(TensorProto.getDescriptor().findFieldByNumber(number), values));
    assertThat(TensorProtos.read(proto)).isEqualTo(data);
  }
}
