package dev.jera.training.callback.tensorboard;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.Summary;

/** Images as PNG in a summary. */
final class PngImages {
  private static final float WHITE = 255;

  private PngImages() {}

  /**
   * One value an image.
   *
   * @param tag that of one image; several are {@code tag/0}, {@code tag/1} ...
   * @param images [n, h, w, c] with c 1, 3 or 4
   * @throws IllegalArgumentException if the shape or the type of elements is another
   */
  static Summary summary(String tag, NdArray<?> images) {
    Shape shape = images.shape();
    checkArgument(
        images instanceof ByteNdArray || images instanceof FloatNdArray,
        "images: %s (expected: uint8, or floats from 0 to 1)",
        images.getClass().getSimpleName());
    checkArgument(
        shape.numDimensions() == 4 && isColour(shape.get(3)) && shape.size() > 0,
        "images: %s (expected: [n, h, w, c] with c 1, 3 or 4)",
        shape);
    Summary.Builder summary = Summary.newBuilder();
    for (long i = 0; i < shape.get(0); i++) {
      summary
          .addValueBuilder()
          .setTag(shape.get(0) == 1 ? tag : tag + "/" + i)
          .setImage(image(images.get(i)));
    }
    return summary.build();
  }

  private static boolean isColour(long channels) {
    return channels == 1 || channels == 3 || channels == 4;
  }

  private static Summary.Image image(NdArray<?> image) {
    int height = Math.toIntExact(image.shape().get(0));
    int width = Math.toIntExact(image.shape().get(1));
    int channels = Math.toIntExact(image.shape().get(2));
    BufferedImage picture = new BufferedImage(width, height, type(channels));
    WritableRaster raster = picture.getRaster();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          raster.setSample(x, y, c, sample(image, y, x, c));
        }
      }
    }
    return Summary.Image.newBuilder()
        .setHeight(height)
        .setWidth(width)
        .setColorspace(channels)
        .setEncodedImageString(png(picture))
        .build();
  }

  private static int type(int channels) {
    return switch (channels) {
      case 1 -> BufferedImage.TYPE_BYTE_GRAY;
      case 3 -> BufferedImage.TYPE_3BYTE_BGR;
      default -> BufferedImage.TYPE_4BYTE_ABGR;
    };
  }

  private static int sample(NdArray<?> image, long y, long x, long c) {
    if (image instanceof ByteNdArray bytes) {
      return Byte.toUnsignedInt(bytes.getByte(y, x, c));
    }
    float value = ((FloatNdArray) image).getFloat(y, x, c);
    return Math.round(Math.max(0, Math.min(1, value)) * WHITE);
  }

  private static ByteString png(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(picture, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException("A PNG could not be written to memory", e);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }
}
