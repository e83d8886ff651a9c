package dev.jera.onnx;

import static com.google.common.base.Preconditions.checkState;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/**
 * A tensor of TensorFlow's graph and what stands for it in ONNX's: itself, or, where it is an image
 * that ONNX's operators gave, the same with its channels before its rows and columns.
 *
 * <p>Each form is made of the other one when it is asked for, once. So a chain of convolutions has
 * a transposition where it begins and one where it ends.
 */
final class Tensor {
  /** Where a channels-last image's axes are in a channels-first one. */
  static final long[] AXES = {0, 2, 3, 1};

  private static final long[] TO_CHANNELS_FIRST = {0, 3, 1, 2};

  private final OnnxGraph onnx;
  private final Dtype dtype;
  private final Shape shape;
  private final @Nullable Supplier<TensorData> constant;
  private @Nullable TensorData value;
  private @Nullable String plain;
  private @Nullable String channelsFirst;

  /**
   * @param shape as far as TensorFlow knows it
   * @param constant gives the value of what no input changes
   */
  Tensor(OnnxGraph onnx, Dtype dtype, Shape shape, @Nullable Supplier<TensorData> constant) {
    this.onnx = onnx;
    this.dtype = dtype;
    this.shape = shape;
    this.constant = constant;
  }

  Dtype dtype() {
    return dtype;
  }

  Shape shape() {
    return shape;
  }

  /** The number of axes; -1 where it is not known. */
  int rank() {
    return shape.isUnknown() ? -1 : shape.numDimensions();
  }

  /** Whether no input changes it. */
  boolean isConstant() {
    return constant != null;
  }

  /** The value of what no input changes. */
  Optional<TensorData> constant() {
    if (value == null && constant != null) {
      value = constant.get();
    }
    return Optional.ofNullable(value);
  }

  /** Says what it is in ONNX's graph. */
  void is(String name) {
    plain = name;
  }

  /** Says what it is in ONNX's graph, its channels first. */
  void isChannelsFirst(String name) {
    channelsFirst = name;
  }

  /** Says that it is the same as another one. */
  void is(Tensor other) {
    if (other.plain == null && other.channelsFirst == null) {
      plain = other.plain();
    } else {
      plain = other.plain;
      channelsFirst = other.channelsFirst;
    }
  }

  /** Whether it would have to be transposed to have TensorFlow's axes. */
  boolean isOnlyChannelsFirst() {
    return plain == null && channelsFirst != null;
  }

  /** Its name in ONNX's graph. */
  String plain() {
    if (plain == null) {
      if (channelsFirst != null) {
        plain = transpose(channelsFirst, AXES);
      } else {
        Optional<TensorData> known = constant();
        checkState(known.isPresent(), "A tensor was not translated");
        plain = onnx.constant(known.get());
      }
    }
    return plain;
  }

  /** The name of the image with its channels first. */
  String channelsFirst() {
    if (channelsFirst == null) {
      channelsFirst = transpose(plain(), TO_CHANNELS_FIRST);
    }
    return channelsFirst;
  }

  private String transpose(String from, long... axes) {
    return onnx.add("Transpose", List.of(from), Attributes.numbers("perm", axes));
  }
}
