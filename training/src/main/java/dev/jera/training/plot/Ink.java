package dev.jera.training.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.font.FontRenderContext;

/** Fonts and colours that all plots share, and the placing of text. */
final class Ink {
  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);

  static final Color PAPER = Color.WHITE;
  static final Color BLACK = new Color(0x212121);
  static final Color GREY = new Color(0x757575);
  static final Color LINE = new Color(0xe0e0e0);
  static final Color FRAME = new Color(0xbdbdbd);
  static final Color RIGHT = new Color(0x2e7d32);
  static final Color WRONG = new Color(0xc62828);

  /** Told apart by the colour-blind, too: Okabe and Ito's blue and vermilion. */
  static final Color TRAINING = new Color(0x0072b2);

  static final Color VALIDATION = new Color(0xd55e00);

  /** From the bottom of a line of text to that of its letters. */
  static final int BASELINE = 4;

  /** Height of a line of text. */
  static final int LINE_HEIGHT = 16;

  /** Height of a title and of the space below it; nothing where there is no title. */
  private static final int TITLE_HEIGHT = 26;

  private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);
  private static final String ELLIPSIS = "\u2026";

  private Ink() {}

  static int titleHeight(String title) {
    return title.isEmpty() ? 0 : TITLE_HEIGHT;
  }

  static double width(Font font, String text) {
    return font.getStringBounds(text, METRICS).getWidth();
  }

  /** Fills the area with paper and writes the title over its middle. */
  static void paper(Graphics2D graphics, Rectangle area, String title) {
    graphics.setColor(PAPER);
    graphics.fill(area);
    graphics.setColor(BLACK);
    centred(graphics, TITLE, title, area.getCenterX(), area.y + TITLE_HEIGHT);
  }

  static void centred(Graphics2D graphics, Font font, String text, double x, double baseline) {
    endingAt(graphics, font, text, x + width(font, text) / 2, baseline);
  }

  static void endingAt(Graphics2D graphics, Font font, String text, double x, double baseline) {
    if (!text.isEmpty()) {
      graphics.setFont(font);
      graphics.drawString(text, (float) (x - width(font, text)), (float) baseline);
    }
  }

  /** The text, cut short with an ellipsis where it is wider. */
  static String fitted(Font font, String text, double width) {
    if (width(font, text) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 0 && width(font, text.substring(0, end) + ELLIPSIS) > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + ELLIPSIS;
  }
}
