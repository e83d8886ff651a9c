package dev.jera.server.grpc;

import com.google.protobuf.ByteString;
import dev.jera.runtime.TensorData;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Tensors with their elements in the list of their dtype, such as {@code float_val}, where
 * TensorFlow Serving writes them and where clients look for them.
 */
final class FieldTensors {
  private static final int UNSIGNED_BYTE = 0xff;
  private static final int UNSIGNED_SHORT = 0xffff;

  private FieldTensors() {}

  /** Writes a tensor. */
  static TensorProto write(TensorData data) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : data.shape().asArray()) {
      shape.addDimBuilder().setSize(size);
    }
    TensorProto.Builder proto =
        TensorProto.newBuilder().setDtype(data.dtype().toProto()).setTensorShape(shape);
    addElements(data, proto);
    return proto.build();
  }

  private static void addElements(TensorData data, TensorProto.Builder proto) {
    switch (data.dtype()) {
      case FLOAT32 -> {
        for (float value : data.floats()) {
          proto.addFloatVal(value);
        }
      }
      case FLOAT64 -> {
        for (double value : data.doubles()) {
          proto.addDoubleVal(value);
        }
      }
      case FLOAT16, BFLOAT16 -> {
        for (short bits : data.shorts()) {
          proto.addHalfVal(bits & UNSIGNED_SHORT);
        }
      }
      case INT8, INT16, INT32 -> {
        for (int value : data.ints()) {
          proto.addIntVal(value);
        }
      }
      case UINT8 -> {
        for (byte value : data.bytes()) {
          proto.addIntVal(value & UNSIGNED_BYTE);
        }
      }
      case UINT16 -> {
        for (short value : data.shorts()) {
          proto.addIntVal(value & UNSIGNED_SHORT);
        }
      }
      case UINT32 -> {
        for (long value : data.longs()) {
          proto.addUint32Val((int) value);
        }
      }
      case INT64 -> {
        for (long value : data.longs()) {
          proto.addInt64Val(value);
        }
      }
      case UINT64 -> {
        for (long bits : data.longs()) {
          proto.addUint64Val(bits);
        }
      }
      case BOOL -> {
        for (boolean value : data.booleans()) {
          proto.addBoolVal(value);
        }
      }
      case STRING -> {
        for (byte[] value : data.byteStrings()) {
          proto.addStringVal(ByteString.copyFrom(value));
        }
      }
      case OTHER -> throw new AssertionError("TensorData holds no such elements");
    }
  }
}
