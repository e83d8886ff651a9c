package dev.jera.model.picture;

/**
 * How large things are in the SVG, in pixels.
 *
 * <p>The font is one of fixed width, so that a text's width follows from its length, whichever font
 * the viewer has: Menlo's and DejaVu's characters take 0.602 of the size, Courier's 0.6.
 */
final class Measures {
  static final String FONT = "Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";
  static final int FONT_SIZE = 12;
  static final double CHARACTER = 0.605 * FONT_SIZE;

  /** The band with name and type. */
  static final int HEADER = 26;

  static final int ROW = 18;

  /** Between a box's edge and its texts. */
  static final int PADDING = 10;

  /** From the bottom of a line to that of its letters. */
  static final int BASELINE = 5;

  /** Where shapes begin: after the longest label. */
  static final double SHAPES = PADDING + 8 * CHARACTER;

  private static final int CHARACTERS_BETWEEN_NAME_AND_TYPE = 3;
  private static final int FIRST_WIDE = 0x1100;

  private Measures() {}

  static double width(Box box) {
    double header = width(box.name()) + width(box.type());
    double rows = box.rows().stream().mapToDouble(row -> width(row.shape())).max().orElse(0);
    return Math.ceil(
        Math.max(
            header + 2 * PADDING + CHARACTERS_BETWEEN_NAME_AND_TYPE * CHARACTER,
            SHAPES + rows + PADDING));
  }

  static double height(Box box) {
    return HEADER + box.rows().size() * ROW + PADDING;
  }

  /** Scripts from Hangul on may be twice as wide. */
  private static double width(String text) {
    return CHARACTER * text.codePoints().map(c -> c < FIRST_WIDE ? 1 : 2).sum();
  }
}
