package dev.jera.server.openinference;

import com.google.protobuf.UnsafeByteOperations;
import dev.jera.runtime.TensorData;
import dev.jera.server.proto.inference.InferTensorContents;

/** Writes a tensor as a list of values; small integers stand in 32 bits. */
final class TypedOutput {
  private TypedOutput() {}

  /** The values of a tensor whose dtype has a {@link ContentsField}. */
  static InferTensorContents of(TensorData tensor) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    switch (tensor.dtype()) {
      case BOOL -> {
        for (boolean value : tensor.booleans()) {
          contents.addBoolContents(value);
        }
      }
      case INT8, INT16, INT32 -> {
        for (int value : tensor.ints()) {
          contents.addIntContents(value);
        }
      }
      case INT64 -> {
        for (long value : tensor.longs()) {
          contents.addInt64Contents(value);
        }
      }
      case UINT8, UINT16, UINT32 -> {
        for (long value : tensor.longs()) {
          contents.addUintContents((int) value);
        }
      }
      case UINT64 -> {
        for (long value : tensor.longs()) {
          contents.addUint64Contents(value);
        }
      }
      case FLOAT32 -> {
        for (float value : tensor.floats()) {
          contents.addFp32Contents(value);
        }
      }
      case FLOAT64 -> {
        for (double value : tensor.doubles()) {
          contents.addFp64Contents(value);
        }
      }
      case STRING -> {
        for (byte[] value : tensor.byteStrings()) {
          contents.addBytesContents(UnsafeByteOperations.unsafeWrap(value));
        }
      }
      case FLOAT16, BFLOAT16, OTHER ->
          throw new IllegalArgumentException("tensor: %s (expected: not raw)".formatted(tensor));
    }
    return contents.build();
  }
}
