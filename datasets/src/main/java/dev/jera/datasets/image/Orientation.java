package dev.jera.datasets.image;

import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Turns photographs upright. */
final class Orientation {

  private Orientation() {}

  /**
   * The image as it was seen.
   *
   * @param image [height, width, channels]
   * @param orientation Exif's number, 1 to 8: from 5 on rows are columns
   */
  static ByteNdArray upright(ByteNdArray image, int orientation) {
    if (orientation == 1) {
      return image;
    }
    int height = Math.toIntExact(image.shape().get(0));
    int width = Math.toIntExact(image.shape().get(1));
    int channels = Math.toIntExact(image.shape().get(2));
    boolean swapped = orientation >= 5;
    boolean rightToLeft =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean upsideDown =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    int newHeight = swapped ? width : height;
    int newWidth = swapped ? height : width;
    var from = new byte[height * width * channels];
    image.copyTo(DataBuffers.of(from, false, false));
    var to = new byte[from.length];
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        int row = swapped ? x : y;
        int column = swapped ? y : x;
        int source =
            (upsideDown ? height - 1 - row : row) * width
                + (rightToLeft ? width - 1 - column : column);
        System.arraycopy(from, source * channels, to, (y * newWidth + x) * channels, channels);
      }
    }
    return NdArrays.wrap(Shape.of(newHeight, newWidth, channels), DataBuffers.of(to, false, false));
  }
}
