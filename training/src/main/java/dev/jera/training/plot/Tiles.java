package dev.jera.training.plot;

import static com.google.common.base.Preconditions.checkArgument;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Images of one size in rows and columns, framed, with captions below.
 *
 * @param images from left to right, then down
 * @param captions one for each image, or none
 * @param columns images in a full row
 * @param longSide height or width of an image as it is drawn, whichever is longer
 */
record Tiles(String title, List<Pixels> images, List<Caption> captions, int columns, int longSide) {
  private static final int GAP = 10;
  private static final int MARGIN = 16;
  private static final int CAPTION_SPACE = 4;
  private static final int WIDEST_CAPTION = 150;
  private static final int MAX_COUNT = 1000;

  static void checkCount(String name, int count) {
    checkArgument(
        count >= 1 && count <= MAX_COUNT, "%s: %s (expected: 1..%s)", name, count, MAX_COUNT);
  }

  /** How long the long side is drawn: a whole number of units for each value, where that fits. */
  static int longSide(int values, int wanted, int most) {
    return Math.min(values * Math.max(1, Math.round((float) wanted / values)), most);
  }

  Dimension size() {
    int across = Math.min(columns, images.size());
    int down = (images.size() + columns - 1) / columns;
    return new Dimension(
        Math.max(
            2 * MARGIN + across * cellWidth() + (across - 1) * GAP,
            2 * MARGIN + (int) Math.ceil(Ink.width(Ink.TITLE, title))),
        2 * MARGIN + Ink.titleHeight(title) + down * cellHeight() + (down - 1) * GAP);
  }

  void draw(Graphics2D graphics) {
    Rectangle area = new Rectangle(size());
    Ink.paper(graphics, area, title);
    int across = Math.min(columns, images.size());
    int left = (area.width - across * cellWidth() - (across - 1) * GAP) / 2;
    for (int i = 0; i < images.size(); i++) {
      int x = left + i % columns * (cellWidth() + GAP);
      int y = MARGIN + Ink.titleHeight(title) + i / columns * (cellHeight() + GAP);
      image(graphics, images.get(i), x + (cellWidth() - width()) / 2, y);
      if (!captions.isEmpty()) {
        caption(graphics, captions.get(i), x, y + height() + CAPTION_SPACE);
      }
    }
  }

  private void image(Graphics2D graphics, Pixels pixels, int x, int y) {
    int factor = Math.max(1, Bitmap.SCALE * width() / pixels.width());
    BufferedImage image = pixels.enlarged(factor);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(image, x, y, width(), height(), null);
    graphics.setColor(Ink.FRAME);
    graphics.setStroke(new BasicStroke(1));
    graphics.drawRect(x - 1, y - 1, width() + 1, height() + 1);
  }

  private void caption(Graphics2D graphics, Caption caption, int x, int y) {
    Color colour = caption.verdict().colour();
    graphics.setColor(colour);
    int baseline = y - Ink.BASELINE;
    for (String line : caption.lines()) {
      baseline += Ink.LINE_HEIGHT;
      String text = Ink.fitted(Ink.TEXT, line, cellWidth());
      Ink.centred(graphics, Ink.TEXT, text, x + cellWidth() / 2.0, baseline);
    }
  }

  private int width() {
    Pixels first = images.get(0);
    return Math.max(1, longSide * first.width() / Math.max(first.height(), first.width()));
  }

  private int height() {
    Pixels first = images.get(0);
    return Math.max(1, longSide * first.height() / Math.max(first.height(), first.width()));
  }

  private int cellWidth() {
    double widest =
        captions.stream()
            .flatMap(caption -> caption.lines().stream())
            .mapToDouble(line -> Ink.width(Ink.TEXT, line))
            .max()
            .orElse(0);
    return Math.max(width(), (int) Math.ceil(Math.min(widest, WIDEST_CAPTION)));
  }

  private int cellHeight() {
    int lines = captions.stream().mapToInt(caption -> caption.lines().size()).max().orElse(0);
    return height() + (lines == 0 ? 0 : CAPTION_SPACE + lines * Ink.LINE_HEIGHT);
  }
}
