package dev.jera.server.json;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import io.grpc.Status;
import org.tensorflow.ndarray.Shape;

/** The elements of a tensor as they come, in a growing array of its dtype. */
abstract sealed class Elements
    permits BooleanElements, DoubleElements, FloatElements, IntegerElements, StringElements {
  static final int FIRST_CAPACITY = 64;

  private final Dtype dtype;
  private int size;

  Elements(Dtype dtype) {
    this.dtype = dtype;
  }

  /**
   * No elements.
   *
   * @throws ApiException if JSON has no values of the dtype
   */
  static Elements of(Dtype dtype) {
    return switch (dtype) {
      case FLOAT16, BFLOAT16, FLOAT32 -> new FloatElements(dtype);
      case FLOAT64 -> new DoubleElements();
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> new IntegerElements(dtype);
      case BOOL -> new BooleanElements();
      case STRING -> new StringElements();
      case OTHER ->
          throw new ApiException(
              Status.Code.UNIMPLEMENTED,
              "Conversion of JSON values to a tensor that is neither of real numbers nor of bool nor of string");
    };
  }

  /** How many there are. */
  int size() {
    return size;
  }

  /**
   * Reads the next value, which is no array.
   *
   * @throws ApiException if it is not of the dtype
   */
  final void add(JsonScanner json) {
    if (size == capacity()) {
      grow(size + Math.max(size / 2, FIRST_CAPACITY));
    }
    put(size, json);
    size++;
  }

  /**
   * Reads some of the elements that follow in an array, as many as the dtype has a fast way for.
   *
   * @return how many
   */
  final int addRun(JsonScanner json) {
    int before = size;
    int read;
    do {
      if (size == capacity()) {
        grow(size + Math.max(size / 2, FIRST_CAPACITY));
      }
      read = putRun(size, json);
      size += read;
    } while (read > 0);
    return size - before;
  }

  /**
   * Reads elements to the array from a place on, and says how many; none if there is no fast way.
   */
  int putRun(int index, JsonScanner json) {
    return 0;
  }

  /** The tensor of all elements. */
  final TensorData tensor(Shape shape) {
    if (size < capacity()) {
      grow(size);
    }
    return build(shape);
  }

  abstract int capacity();

  /** Copies what there is to an array of another length. */
  abstract void grow(int capacity);

  /** Reads the next value to a place of the array. */
  abstract void put(int index, JsonScanner json);

  /** Wraps the array, which is full. */
  abstract TensorData build(Shape shape);

  final Dtype dtype() {
    return dtype;
  }

  /** The error for a next value of the wrong kind or out of range. */
  final ApiException wrong(JsonScanner json) {
    return ApiException.invalid(
        "JSON Value: %s Type: %s is not of expected type: %s",
        json.quote(), json.kind(), name(dtype));
  }

  /** The error for a next value, a number, that is beyond a floating dtype. */
  final ApiException beyond(JsonScanner json) {
    return ApiException.invalid(
        "Cannot convert JSON value: %s to %s without loss of precision.",
        json.quote(), name(dtype));
  }

  /** The name in TensorFlow's messages. */
  private static String name(Dtype dtype) {
    return switch (dtype) {
      case FLOAT16 -> "half";
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
      default -> dtype.toString();
    };
  }
}
