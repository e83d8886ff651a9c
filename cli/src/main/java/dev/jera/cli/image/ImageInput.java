package dev.jera.cli.image;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.TensorSpec;
import org.tensorflow.ndarray.Shape;

/**
 * An input that takes images: uint8, 0 to 255, or float32, 0 to 1; of shape [batch, height, width,
 * channels], [batch, height, width], or [batch, pixels] for a square in shades of grey.
 *
 * @param name its name in the signature
 * @param dtype uint8 or float32
 * @param shape its shape, the batch first
 * @param height pixels
 * @param width pixels
 * @param channels 1 for grey, 3 for red, green and blue
 */
public record ImageInput(
    String name, Dtype dtype, Shape shape, int height, int width, int channels) {
  private static final long MOST_VALUES = 1 << 28;

  /**
   * The images that an input takes.
   *
   * @param bundle what errors call the model
   * @throws JeraException if it takes none
   */
  public static ImageInput of(TensorSpec spec, String bundle) {
    Shape image = Shapes.imageIn(spec.shape());
    boolean pixels = spec.dtype() == Dtype.UINT8 || spec.dtype() == Dtype.FLOAT32;
    if (!pixels || !isImage(image)) {
      throw new JeraException(
          "Input '%s' of %s takes no images: %s %s (expected: uint8 or float32 [?, height, width, 1 or 3], [?, height, width] or [?, a square number]); feed it with 'jera run'"
              .formatted(spec.name(), bundle, spec.dtype(), Shapes.format(spec.shape())));
    }
    return new ImageInput(
        spec.name(), spec.dtype(), spec.shape(), size(image, 0), size(image, 1), size(image, 2));
  }

  private static boolean isImage(Shape shape) {
    return !shape.isUnknown()
        && !shape.hasUnknownDimension()
        && shape.numDimensions() == 3
        && shape.size() > 0
        && shape.size() <= MOST_VALUES
        && (shape.get(2) == 1 || shape.get(2) == 3);
  }

  /** How many images go into one call: what the shape says, or any number up to a limit. */
  public int batchSize(int limit) {
    return shape.get(0) == Shape.UNKNOWN_SIZE ? limit : size(shape, 0);
  }

  /** The number of values of an image. */
  public int values() {
    return height * width * channels;
  }

  /**
   * Images as the model is fed them.
   *
   * @param pixels the values of all images, 0 to 255, in the order height, width, channels
   */
  public TensorData batch(byte[] pixels) {
    Shape batch = shape.tail().prepend(pixels.length / values());
    if (dtype == Dtype.UINT8) {
      return TensorData.of(batch, pixels);
    }
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      scaled[i] = Byte.toUnsignedInt(pixels[i]) / 255f;
    }
    return TensorData.of(batch, scaled);
  }

  private static int size(Shape shape, int axis) {
    return Math.toIntExact(shape.get(axis));
  }
}
