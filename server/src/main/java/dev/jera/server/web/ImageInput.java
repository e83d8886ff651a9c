package dev.jera.server.web;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * The images that a classifier takes, by the rules of {@code jera predict}: one input, uint8 0 to
 * 255 or float32 0 to 1, of shape [batch, height, width, 1 or 3], [batch, height, width] or [batch,
 * a square number]; one output, float32 [batch, classes]. Nobody names the model a classifier here,
 * so that a side is of {@value #LEAST_SIDE} pixels at least, and that there are classes to choose
 * from.
 *
 * @param signature the signature that is asked
 * @param batch how many images go into a call; 1 where any number may
 * @param height pixels
 * @param width pixels
 * @param channels 1 for grey, 3 for red, green and blue
 */
record ImageInput(String signature, long batch, long height, long width, long channels) {
  /** A side; what is smaller is a table's row rather than a picture. */
  private static final long LEAST_SIDE = 8;

  /** What a browser can still send as JSON. */
  private static final long MOST_VALUES = 1 << 20;

  /** The images that a signature takes; empty where it classifies none. */
  static Optional<ImageInput> of(Signature signature) {
    if (signature.problem().isPresent()
        || signature.inputs().size() != 1
        || signature.outputs().size() != 1) {
      return Optional.empty();
    }
    TensorSpec input = signature.inputs().values().iterator().next();
    TensorSpec output = signature.outputs().values().iterator().next();
    boolean scores =
        output.dtype() == Dtype.FLOAT32
            && output.shape().numDimensions() == 2
            && output.shape().get(1) != 1;
    boolean pixels = input.dtype() == Dtype.UINT8 || input.dtype() == Dtype.FLOAT32;
    return scores && pixels ? of(signature.name(), input.shape()) : Optional.empty();
  }

  private static Optional<ImageInput> of(String signature, Shape shape) {
    Shape image = Shapes.imageIn(shape);
    if (image.isUnknown()
        || image.numDimensions() != 3
        || image.hasUnknownDimension()
        || image.get(0) < LEAST_SIDE
        || image.get(1) < LEAST_SIDE
        || (image.get(2) != 1 && image.get(2) != 3)) {
      return Optional.empty();
    }
    long batch = Math.max(1, shape.get(0));
    return image.size() <= MOST_VALUES / batch
        ? Optional.of(new ImageInput(signature, batch, image.get(0), image.get(1), image.get(2)))
        : Optional.empty();
  }
}
