package dev.jera.onnx;

import static org.tensorflow.ndarray.Shape.UNKNOWN_SIZE;

import dev.jera.onnx.proto.AttributeProto;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/** What TensorFlow's padding of a window over [batch, rows, columns, channels] is in ONNX. */
final class WindowPadding {
  private WindowPadding() {}

  /** Rows and columns of an attribute or input for all four axes. */
  static long[] rowsAndColumns(Node node, String what, long[] values) {
    if (values.length != 4 || values[0] != 1 || values[3] != 1) {
      throw node.refuse(
          "%s is %s (expected: 1 for batch and channels)".formatted(what, Arrays.toString(values)));
    }
    return new long[] {values[1], values[2]};
  }

  /**
   * The attribute that pads.
   *
   * @param kernel rows and columns of the window
   */
  static AttributeProto of(
      Node node, Shape image, long[] kernel, long[] strides, long[] dilations) {
    return switch (node.text("padding")) {
      case "VALID" -> Attributes.numbers("pads", 0, 0, 0, 0);
      case "EXPLICIT" -> {
        long[] all = node.numbers("explicit_paddings");
        yield Attributes.numbers("pads", all[2], all[4], all[3], all[5]);
      }
      case "SAME" ->
          same(image, kernel, strides, dilations)
              .map(pads -> Attributes.numbers("pads", pads))
              .orElseGet(
                  () -> {
                    if (dilations[0] > 1 || dilations[1] > 1) {
                      throw node.refuse("it is dilated and pads an image of unknown size");
                    }
                    return Attributes.text("auto_pad", "SAME_UPPER");
                  });
      default -> throw node.refuse("padding is " + node.text("padding"));
    };
  }

  /**
   * What SAME pads: top, left, bottom, right; the odd one at the bottom or right.
   *
   * @see <a href="https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2">Notes on
   *     padding</a>
   */
  static Optional<long[]> same(Shape image, long[] kernel, long[] strides, long[] dilations) {
    long[] pads = new long[4];
    for (int axis = 0; axis < 2; axis++) {
      long size = image.isUnknown() ? UNKNOWN_SIZE : image.get(axis + 1);
      if (size == UNKNOWN_SIZE) {
        return Optional.empty();
      }
      long reach = (kernel[axis] - 1) * dilations[axis] + 1;
      long windows = (size + strides[axis] - 1) / strides[axis];
      long total = Math.max(0, (windows - 1) * strides[axis] + reach - size);
      pads[axis] = total / 2;
      pads[axis + 2] = total - total / 2;
    }
    return Optional.of(pads);
  }
}
