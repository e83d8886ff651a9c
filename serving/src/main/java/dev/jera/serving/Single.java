package dev.jera.serving;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.math.LongMath;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;

/**
 * A signature of one input and one output, as the short faces of {@link Predicting} want it.
 *
 * @param bundle the directory of the bundle, as errors name it
 * @param signature what is called
 * @param input its only input
 * @param output its only output
 */
record Single(Path bundle, Signature signature, TensorSpec input, TensorSpec output) {

  /**
   * The only input and output of a signature.
   *
   * @param face the method that wants it so, as errors name it
   * @throws IllegalArgumentException if it has more or fewer
   * @throws PredictionException if it cannot be called
   */
  static Single of(Path bundle, Signature signature, String face) {
    if (signature.problem().isPresent()) {
      throw Endpoint.uncallable(bundle, signature);
    }
    Map<String, TensorSpec> inputs = signature.inputs();
    Map<String, TensorSpec> outputs = signature.outputs();
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw new IllegalArgumentException(
          "%s wants one input and one output, but %s has inputs %s and outputs %s: call predict(String, Map)"
              .formatted(
                  face, Endpoint.toString(bundle, signature), inputs.keySet(), outputs.keySet()));
    }
    return new Single(
        bundle, signature, inputs.values().iterator().next(), outputs.values().iterator().next());
  }

  /** As {@code signature 'predict' of savedmodels/mnist/1}. */
  @Override
  public String toString() {
    return Endpoint.toString(bundle, signature);
  }

  /**
   * Checks that flat values of a dtype may be fed and that floats come back.
   *
   * @throws IllegalArgumentException if not
   */
  void checkFlat(String face, Dtype dtype) {
    if (input.dtype() != dtype) {
      throw new IllegalArgumentException(
          "%s feeds %s, but input '%s' of %s is %s: call %s"
              .formatted(face, dtype, input.name(), this, input.dtype(), faceFor(input.dtype())));
    }
    if (output.dtype() != Dtype.FLOAT32) {
      throw new IllegalArgumentException(
          "%s answers float32, but output '%s' of %s is %s: call predict(TensorData)"
              .formatted(face, output.name(), this, output.dtype()));
    }
  }

  /**
   * The shape that so many values fill, the open size found by division.
   *
   * @throws IllegalArgumentException if they do not fill the input's shape, or if it leaves more
   *     than one size open
   */
  Shape shapeOf(int values) {
    Shape shape = input.shape();
    if (shape.isUnknown()
        || LongStream.of(shape.asArray()).filter(size -> size == Shape.UNKNOWN_SIZE).count() > 1) {
      throw new IllegalArgumentException(
          "values: %s of them do not tell the shape of input '%s' of %s, which is %s (expected: at most one open size): call predict(TensorData)"
              .formatted(values, input.name(), this, Shapes.format(shape)));
    }
    long known =
        LongStream.of(shape.asArray())
            .filter(size -> size != Shape.UNKNOWN_SIZE)
            .reduce(1, LongMath::saturatedMultiply);
    boolean open = shape.hasUnknownDimension();
    boolean fills = open ? values > 0 && known > 0 && values % known == 0 : values == known;
    if (!fills) {
      throw new IllegalArgumentException(
          "values: %s of them (expected: %s%s, for input '%s' of %s, which is %s)"
              .formatted(
                  values,
                  open ? "a multiple of " : "",
                  known,
                  input.name(),
                  this,
                  Shapes.format(shape)));
    }
    return Shape.of(
        LongStream.of(shape.asArray())
            .map(size -> size == Shape.UNKNOWN_SIZE ? values / known : size)
            .toArray());
  }

  /** Asks it, whoever answers. */
  TensorData ask(Predicting model, TensorData value) {
    checkArgument(
        value != null,
        "input: null (expected: a tensor, for input '%s' of %s)",
        input.name(),
        this);
    return requireNonNull(
        model.predict(signature.name(), ImmutableMap.of(input.name(), value)).get(output.name()));
  }

  private static String faceFor(Dtype dtype) {
    return switch (dtype) {
      case FLOAT32 -> "predict(float[])";
      case UINT8 -> "predict(byte[])";
      default -> "predict(TensorData)";
    };
  }
}
