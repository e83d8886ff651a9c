package dev.jera.training.plot;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.jera.training.History;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The curves of a training run over its epochs: a chart for the loss and for each metric, each with
 * its {@code val_} twin, and one for {@code learning_rate} where it was recorded, at the end.
 *
 * <p>Two charts beside each other, further ones below. What is not finite is a gap in its curve.
 *
 * @param history what fit returned, at least one epoch
 * @param title stands above; may be empty
 */
@RecordBuilder
public record HistoryPlot(History history, String title) implements Plot, HistoryPlotBuilder.With {
  private static final String VALIDATION = "val_";
  private static final String LEARNING_RATE = "learning_rate";
  private static final int COLUMNS = 2;
  private static final int LEGEND = 32;
  private static final int LEGEND_LINE = 28;
  private static final int LEGEND_SPACE = 8;

  /**
   * Checks that there is something to draw.
   *
   * @throws IllegalArgumentException if the history has no rows, or nothing was measured
   */
  public HistoryPlot {
    checkArgument(!history.rows().isEmpty(), "history: no rows (expected: at least one epoch)");
    checkArgument(
        !names(history).isEmpty(), "history: rows without values (expected: at least a loss)");
  }

  /** The curves of this history. */
  public static HistoryPlot of(History history) {
    return new HistoryPlot(history, "");
  }

  @Override
  public Dimension size() {
    int charts = names(history).size();
    int across = Math.min(charts, COLUMNS);
    int down = (charts + COLUMNS - 1) / COLUMNS;
    return new Dimension(
        across * Curves.WIDTH,
        Ink.titleHeight(title) + down * Curves.HEIGHT + (hasValidation() ? LEGEND : 0));
  }

  @Override
  public void draw(Graphics2D graphics) {
    Ink.paper(graphics, new Rectangle(size()), title);
    List<String> names = names(history);
    AffineTransform before = graphics.getTransform();
    for (int i = 0; i < names.size(); i++) {
      graphics.translate(
          i % COLUMNS * Curves.WIDTH, Ink.titleHeight(title) + i / COLUMNS * Curves.HEIGHT);
      curves(names.get(i)).draw(graphics);
      graphics.setTransform(before);
    }
    if (hasValidation()) {
      legend(graphics);
    }
  }

  /** One for all charts, below them. */
  private void legend(Graphics2D graphics) {
    double labels = Ink.width(Ink.TEXT, "training") + Ink.width(Ink.TEXT, "validation");
    double x = (size().width - labels - 2 * LEGEND_LINE - 4 * LEGEND_SPACE) / 2;
    int y = size().height - LEGEND / 2;
    double end = legend(graphics, x, y, "training", Ink.TRAINING);
    legend(graphics, end + 2 * LEGEND_SPACE, y, "validation", Ink.VALIDATION);
  }

  private static double legend(Graphics2D graphics, double x, int y, String label, Color colour) {
    graphics.setColor(colour);
    graphics.setStroke(new BasicStroke(2));
    graphics.draw(new Line2D.Double(x, y, x + LEGEND_LINE, y));
    double end = x + LEGEND_LINE + LEGEND_SPACE + Ink.width(Ink.TEXT, label);
    graphics.setColor(Ink.BLACK);
    Ink.endingAt(graphics, Ink.TEXT, label, end, y + Ink.BASELINE);
    return end;
  }

  private boolean hasValidation() {
    return names(history).stream().anyMatch(name -> curves(name).hasValidation());
  }

  private Curves curves(String name) {
    return new Curves(name, values(name), values(VALIDATION + name));
  }

  /** A value an epoch, NaN where there is none that can be drawn. */
  private ImmutableDoubleArray values(String name) {
    return ImmutableDoubleArray.copyOf(
        history.rows().stream()
            .mapToDouble(row -> row.getOrDefault(name, Double.NaN))
            .map(value -> Double.isFinite(value) ? value : Double.NaN));
  }

  /** What has a chart, in the order of the history, the learning rate last. */
  private static List<String> names(History history) {
    Set<String> names = new LinkedHashSet<>();
    history.rows().stream()
        .flatMap(row -> row.keySet().stream())
        .map(name -> name.startsWith(VALIDATION) ? name.substring(VALIDATION.length()) : name)
        .forEach(names::add);
    if (names.remove(LEARNING_RATE)) {
      names.add(LEARNING_RATE);
    }
    return List.copyOf(names);
  }
}
