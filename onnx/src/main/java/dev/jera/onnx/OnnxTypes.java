package dev.jera.onnx;

import ai.onnxruntime.OnnxJavaType;
import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.AcceleratorException;
import java.util.Map;

/** The dtypes that ONNX Runtime takes from Java, and ONNX's numbers of them. */
final class OnnxTypes {
  private record Type(int number, OnnxJavaType java) {}

  private static final Map<Dtype, Type> TYPES =
      ImmutableMap.<Dtype, Type>builder()
          .put(Dtype.FLOAT32, new Type(1, OnnxJavaType.FLOAT))
          .put(Dtype.UINT8, new Type(2, OnnxJavaType.UINT8))
          .put(Dtype.INT8, new Type(3, OnnxJavaType.INT8))
          .put(Dtype.INT16, new Type(5, OnnxJavaType.INT16))
          .put(Dtype.INT32, new Type(6, OnnxJavaType.INT32))
          .put(Dtype.INT64, new Type(7, OnnxJavaType.INT64))
          .put(Dtype.BOOL, new Type(9, OnnxJavaType.BOOL))
          .put(Dtype.FLOAT64, new Type(11, OnnxJavaType.DOUBLE))
          .buildOrThrow();

  private OnnxTypes() {}

  /**
   * ONNX's number.
   *
   * @throws AcceleratorException if the dtype is none of these
   */
  static int number(Dtype dtype) {
    return type(dtype).number();
  }

  /**
   * ONNX Runtime's name.
   *
   * @throws AcceleratorException if the dtype is none of these
   */
  static OnnxJavaType java(Dtype dtype) {
    return type(dtype).java();
  }

  /**
   * Checks an input or output of a signature.
   *
   * @throws AcceleratorException if its dtype is none of these
   */
  static void check(TensorSpec spec) {
    if (!TYPES.containsKey(spec.dtype())) {
      throw new AcceleratorException(
          "'%s' is %s (expected: one of %s)".formatted(spec.name(), spec.dtype(), TYPES.keySet()));
    }
  }

  private static Type type(Dtype dtype) {
    Type type = TYPES.get(dtype);
    if (type == null) {
      throw new AcceleratorException(
          "dtype %s (expected: one of %s)".formatted(dtype, TYPES.keySet()));
    }
    return type;
  }
}
