package dev.jera.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.jera.onnx.proto.ModelProto;
import dev.jera.onnx.proto.TensorProto;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class BroadcastTest {
  private final OnnxGraph onnx = new OnnxGraph();

  @Test
  void aKnownValueByItselfHasAsManyAxesAsTheImage() throws InvalidProtocolBufferException {
    Tensor image = new Tensor(onnx, Dtype.FLOAT32, Shape.of(-1, 28, 28, 1), null);
    image.is("input_0");

    assertThat(Broadcast.of(onnx, List.of(image, constant(Shape.scalar()))).channelsFirst())
        .isFalse();
    assertThat(constants()).containsExactly(List.of(1L, 1L, 1L, 1L));
  }

  @Test
  void soHasOneBesidesAnImageWithItsChannelsFirst() throws InvalidProtocolBufferException {
    Tensor image = new Tensor(onnx, Dtype.FLOAT32, Shape.of(-1, -1, -1, 3), null);
    image.isChannelsFirst("Conv_0");

    Broadcast values = Broadcast.of(onnx, List.of(constant(Shape.of(1)), image));

    assertThat(values.channelsFirst()).isTrue();
    assertThat(values.names()).element(1).isEqualTo("Conv_0");
    assertThat(constants()).containsExactly(List.of(1L, 1L, 1L, 1L));
  }

  @Test
  void aValueBesidesOneOfUnknownRankStaysAsItIs() throws InvalidProtocolBufferException {
    Tensor any = new Tensor(onnx, Dtype.FLOAT32, Shape.unknown(), null);
    any.is("input_0");

    Broadcast.of(onnx, List.of(any, constant(Shape.scalar())));

    assertThat(constants()).containsExactly(List.of());
  }

  private Tensor constant(Shape shape) {
    return new Tensor(onnx, Dtype.FLOAT32, shape, () -> TensorData.of(shape, 0.5f));
  }

  private List<List<Long>> constants() throws InvalidProtocolBufferException {
    return ModelProto.parseFrom(onnx.toBytes()).getGraph().getInitializerList().stream()
        .map(TensorProto::getDimsList)
        .toList();
  }
}
