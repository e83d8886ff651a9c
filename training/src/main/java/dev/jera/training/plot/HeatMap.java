package dev.jera.training.plot;

import dev.jera.training.metric.ConfusionMatrix;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.AffineTransform;
import java.util.List;

/**
 * Lays out and draws a confusion matrix.
 *
 * @param cell width and height of a cell
 * @param longestName how wide the longest name is as it is drawn
 */
record HeatMap(
    String title, ConfusionMatrix matrix, List<String> names, int cell, int longestName) {
  private static final Color DARKEST = new Color(0x084594);
  private static final int MARGIN = 16;
  private static final int NAME_SPACE = 8;
  private static final int WIDEST_NAME = 150;

  /** Beside which "true" and below which "predicted" stands. */
  private static final int AXIS_TITLE = 24;

  private static final int NARROWEST_MAP = 240;
  private static final int NARROWEST_CELL = 34;
  private static final int WIDEST_CELL = 84;

  /** Measures every text once: cells are as many as classes squared. */
  static HeatMap of(String title, ConfusionMatrix matrix, List<String> names) {
    return new HeatMap(title, matrix, names, cell(matrix), longestName(names));
  }

  /** Enough for the longest number. */
  private static int cell(ConfusionMatrix matrix) {
    double widest =
        matrix.rows().stream()
            .flatMapToLong(row -> row.stream())
            .mapToDouble(count -> Ink.width(Ink.TEXT, Long.toString(count)))
            .max()
            .orElse(0);
    int wanted = Math.min(NARROWEST_MAP / matrix.classes(), WIDEST_CELL);
    return Math.max(Math.max(NARROWEST_CELL, wanted), (int) Math.ceil(widest) + NAME_SPACE);
  }

  private static int longestName(List<String> names) {
    double longest = names.stream().mapToDouble(name -> Ink.width(Ink.TEXT, name)).max().orElse(0);
    return (int) Math.ceil(Math.min(longest, WIDEST_NAME));
  }

  Dimension size() {
    int side = matrix.classes() * cell;
    int titleWidth = 2 * MARGIN + (int) Math.ceil(Ink.width(Ink.TITLE, title));
    return new Dimension(
        Math.max(mapWidth(), titleWidth),
        top() + side + 2 * NAME_SPACE + namesBelow() + AXIS_TITLE + MARGIN);
  }

  void draw(Graphics2D graphics) {
    Ink.paper(graphics, new Rectangle(size()), title);
    graphics.translate((size().width - mapWidth()) / 2, 0);
    for (int truth = 0; truth < matrix.classes(); truth++) {
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        cell(graphics, truth, predicted);
      }
    }
    int side = matrix.classes() * cell;
    graphics.setStroke(new BasicStroke(1));
    graphics.setColor(Ink.FRAME);
    graphics.drawRect(left(), top(), side, side);
    graphics.setColor(Ink.BLACK);
    for (int i = 0; i < names.size(); i++) {
      names(graphics, i);
    }
    graphics.setColor(Ink.GREY);
    double middle = side / 2.0;
    int bottom = size().height - MARGIN - Ink.BASELINE;
    Ink.centred(graphics, Ink.TEXT, "predicted", left() + middle, bottom);
    turned(graphics, MARGIN + Ink.LINE_HEIGHT - Ink.BASELINE, top() + middle, "true");
  }

  private void cell(Graphics2D graphics, int truth, int predicted) {
    long count = matrix.count(truth, predicted);
    long all = matrix.rows().get(truth).stream().sum();
    double share = all == 0 ? 0 : (double) count / all;
    int x = left() + predicted * cell;
    int y = top() + truth * cell;
    graphics.setColor(mixed(share));
    graphics.fillRect(x, y, cell, cell);
    graphics.setColor(share > 0.5 ? Ink.PAPER : count == 0 ? Ink.FRAME : Ink.BLACK);
    Ink.centred(
        graphics, Ink.TEXT, Long.toString(count), x + cell / 2.0, y + cell / 2.0 + Ink.BASELINE);
  }

  private void names(Graphics2D graphics, int i) {
    String name = Ink.fitted(Ink.TEXT, names.get(i), WIDEST_NAME);
    double middle = (i + 0.5) * cell;
    Ink.endingAt(graphics, Ink.TEXT, name, left() - NAME_SPACE, top() + middle + Ink.BASELINE);
    int below = top() + matrix.classes() * cell + NAME_SPACE;
    if (namesFitBelow()) {
      Ink.centred(
          graphics, Ink.TEXT, name, left() + middle, below + Ink.LINE_HEIGHT - Ink.BASELINE);
    } else {
      turned(graphics, left() + middle + Ink.BASELINE, below + Ink.width(Ink.TEXT, name) / 2, name);
    }
  }

  /** Text that runs upwards around (x, y). */
  private static void turned(Graphics2D graphics, double x, double y, String text) {
    AffineTransform before = graphics.getTransform();
    graphics.translate(x, y);
    graphics.rotate(-Math.PI / 2);
    Ink.centred(graphics, Ink.TEXT, text, 0, 0);
    graphics.setTransform(before);
  }

  private static Color mixed(double share) {
    return new Color(
        mixed(Ink.PAPER.getRed(), DARKEST.getRed(), share),
        mixed(Ink.PAPER.getGreen(), DARKEST.getGreen(), share),
        mixed(Ink.PAPER.getBlue(), DARKEST.getBlue(), share));
  }

  private static int mixed(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }

  private int mapWidth() {
    return left() + matrix.classes() * cell + MARGIN;
  }

  private int top() {
    return MARGIN + Ink.titleHeight(title);
  }

  private int left() {
    return MARGIN + AXIS_TITLE + longestName + NAME_SPACE;
  }

  private int namesBelow() {
    return namesFitBelow() ? Ink.LINE_HEIGHT : longestName;
  }

  private boolean namesFitBelow() {
    return longestName <= cell - NAME_SPACE;
  }
}
