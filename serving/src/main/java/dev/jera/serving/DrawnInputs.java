package dev.jera.serving;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;

/**
 * Inputs of a signature that nobody chose: floats in [0, 1), integers 0 and 1, truth values.
 *
 * @param batch what stands for the open first size of a shape
 */
record DrawnInputs(int batch, Map<String, TensorData> values) {
  private static final long SEED = 20_260_101;
  private static final int OPEN_SIZE = 8;
  private static final int MOST_ELEMENTS = 1 << 24;

  /** For two batches, so that a size that was taken for fixed shows; none for strings and such. */
  static List<DrawnInputs> of(Signature signature) {
    return Stream.of(1, 3)
        .flatMap(batch -> of(signature, batch).stream())
        .collect(ImmutableList.toImmutableList());
  }

  /** For one batch, where it can be drawn and is not too large. */
  static Optional<DrawnInputs> of(Signature signature, int batch) {
    ImmutableMap.Builder<String, TensorData> values = ImmutableMap.builder();
    for (TensorSpec spec : signature.inputs().values()) {
      Shape shape = shape(spec.shape(), batch);
      if (spec.dtype().byteSize() == 0 || shape.size() > MOST_ELEMENTS) {
        return Optional.empty();
      }
      values.put(spec.name(), draw(spec.dtype(), shape, new Random(SEED + batch)));
    }
    return Optional.of(new DrawnInputs(batch, values.buildOrThrow()));
  }

  /**
   * The value of an input.
   *
   * @throws IllegalArgumentException if there is no such input
   */
  TensorData value(String input) {
    TensorData value = values.get(input);
    checkArgument(value != null, "input: '%s' (expected: one of %s)", input, values.keySet());
    return value;
  }

  @Override
  public String toString() {
    return "drawn inputs of batch " + batch;
  }

  private static Shape shape(Shape spec, int batch) {
    if (spec.isUnknown()) {
      return Shape.of(batch);
    }
    long[] sizes = spec.asArray();
    for (int axis = 0; axis < sizes.length; axis++) {
      if (sizes[axis] == Shape.UNKNOWN_SIZE) {
        sizes[axis] = axis == 0 ? batch : OPEN_SIZE;
      }
    }
    return Shape.of(sizes);
  }

  private static TensorData draw(Dtype dtype, Shape shape, Random random) {
    int size = (int) shape.size();
    if (dtype == Dtype.FLOAT32 || dtype == Dtype.FLOAT16 || dtype == Dtype.BFLOAT16) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = random.nextFloat();
      }
      return TensorData.of(shape, values).as(dtype);
    }
    if (dtype == Dtype.FLOAT64) {
      return TensorData.of(shape, random.doubles(size).toArray());
    }
    ByteBuffer bytes = ByteBuffer.allocate(size * dtype.byteSize()).order(ByteOrder.nativeOrder());
    int low = bytes.order() == ByteOrder.LITTLE_ENDIAN ? 0 : dtype.byteSize() - 1;
    for (int i = 0; i < size; i++) {
      bytes.put(i * dtype.byteSize() + low, (byte) random.nextInt(2));
    }
    return TensorData.of(dtype, shape, bytes);
  }
}
