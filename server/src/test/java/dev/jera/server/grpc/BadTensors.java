package dev.jera.server.grpc;

import static dev.jera.server.grpc.Served.shape;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.stream.LongStream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** Messages of tensors that nobody should make, with a part of what is said of each. */
final class BadTensors {
  private static final int MANY = 300;

  private BadTensors() {}

  static TensorProto ints(int value) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_INT32)
        .setTensorShape(shape())
        .addIntVal(value)
        .build();
  }

  /** For an input x float32 [?]. */
  static Map<String, TensorProto> all() {
    return Map.of(
        "3 bytes of tensor_content (expected: 8",
        floats(2).setTensorContent(ByteString.copyFrom(new byte[3])).build(),
        "3 values (expected: at most 2",
        floats(2).addFloatVal(1).addFloatVal(2).addFloatVal(3).build(),
        "shape [-1] (expected: no negative size",
        floats(-1).addFloatVal(1).build(),
        "shape [4294967296, 4294967296]",
        floats(1L << 32, 1L << 32).addFloatVal(1).build(),
        "4000000000 bytes for float32",
        floats(1_000_000_000).addFloatVal(1).build(),
        "300 dimensions (expected: at most 254)",
        floats(LongStream.range(0, MANY).map(i -> 1).toArray()).addFloatVal(1).build(),
        "tensor_content for strings",
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(shape(1))
            .setTensorContent(ByteString.copyFromUtf8("abcd"))
            .build(),
        "dtype DT_INVALID",
        TensorProto.newBuilder().setTensorShape(shape(1)).build(),
        "dtype DT_VARIANT",
        TensorProto.newBuilder().setDtype(DataType.DT_VARIANT).setTensorShape(shape(1)).build(),
        "unknown rank",
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(shape().toBuilder().setUnknownRank(true))
            .build());
  }

  private static TensorProto.Builder floats(long... sizes) {
    return TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorShape(shape(sizes));
  }
}
