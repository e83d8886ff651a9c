package dev.jera.training.plot;

import com.google.common.primitives.ImmutableDoubleArray;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One chart: a value an epoch, and its twin on validation data.
 *
 * @param name stands above
 * @param training a value an epoch, the first epoch first; NaN is a gap
 * @param validation as many; all NaN where there was no validation
 */
record Curves(String name, ImmutableDoubleArray training, ImmutableDoubleArray validation) {
  static final int WIDTH = 460;
  static final int HEIGHT = 300;

  private static final int TITLE_BASELINE = 22;

  /** Above so many epochs, dots hide the curve. */
  private static final int MOST_DOTS = 30;

  /** Between two ticks, about. */
  private static final int EPOCH_SPACE = 60;

  private static final int TICK_SPACE = 50;

  /** With more, XChart finds no place for the ticks of two epochs. */
  private static final int WIDEST_TICK_SPACE = 150;

  boolean hasValidation() {
    return finite(validation).findAny().isPresent();
  }

  void draw(Graphics2D graphics) {
    graphics.translate(0, TITLE_BASELINE);
    int height = HEIGHT - TITLE_BASELINE;
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(height)
            .theme(ChartTheme.XChart)
            .xAxisTitle("epoch")
            .build();
    style(chart.getStyler());
    ticks(chart.getStyler());
    range(chart.getStyler());
    add(chart, "training", training, Ink.TRAINING);
    if (hasValidation()) {
      add(chart, "validation", validation, Ink.VALIDATION);
    }
    chart.paint(graphics, WIDTH, height);
    // After XChart, which paints its background first.
    graphics.setColor(Ink.BLACK);
    Ink.centred(graphics, Ink.TITLE, name, WIDTH / 2.0, 0);
  }

  /**
   * Adds a curve with half an epoch at its end that has no value: where all are equally spaced,
   * XChart would take each third of them or so for a tick, and not round ones.
   */
  private void add(XYChart chart, String label, ImmutableDoubleArray values, Color colour) {
    int epochs = values.length();
    double[] x =
        DoubleStream.concat(
                IntStream.rangeClosed(1, epochs).asDoubleStream(), DoubleStream.of(epochs + 0.5))
            .toArray();
    double[] y = DoubleStream.concat(values.stream(), DoubleStream.of(Double.NaN)).toArray();
    XYSeries series = chart.addSeries(label, x, y);
    series.setLineColor(colour).setLineStyle(new BasicStroke(2));
    series.setMarkerColor(colour);
    series.setMarker(epochs > MOST_DOTS ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
  }

  private void ticks(XYStyler styler) {
    int epochs = training.length();
    double margin = epochs == 1 ? 1 : 0;
    styler.setXAxisMin(1 - margin).setXAxisMax(epochs + margin);
    // One an epoch at most: none between two epochs.
    int space = Math.max(EPOCH_SPACE, WIDTH / Math.max(1, epochs - 1));
    styler.setXAxisTickMarkSpacingHint(Math.min(space, WIDEST_TICK_SPACE));
    styler.setYAxisTickMarkSpacingHint(TICK_SPACE);
    // Blanks of two lengths: XChart drops all ticks if two have the same label.
    styler.setXAxisTickLabelsFormattingFunction(
        epoch -> epoch < 1 ? " " : epoch > epochs ? "  " : Long.toString(Math.round(epoch)));
    styler.setYAxisTickLabelsFormattingFunction(Curves::label);
  }

  /** A twentieth beyond what is there: XChart's ticks are round numbers then. */
  private void range(XYStyler styler) {
    DoubleSummaryStatistics values =
        DoubleStream.concat(finite(training), finite(validation)).summaryStatistics();
    if (values.getCount() == 0) {
      styler.setYAxisMin(0.0).setYAxisMax(1.0);
      return;
    }
    double span = values.getMax() - values.getMin();
    double size = span > 0 ? span : Math.abs(values.getMax());
    double margin = size > 0 ? size / 20 : 1;
    styler.setYAxisMin(values.getMin() - margin).setYAxisMax(values.getMax() + margin);
  }

  private static DoubleStream finite(ImmutableDoubleArray values) {
    return values.stream().filter(Double::isFinite);
  }

  private static String label(double value) {
    double size = Math.abs(value);
    // What is left of a zero after adding up steps.
    if (size < 1e-12) {
      return "0";
    }
    String pattern = size < 1e-4 || size >= 1e6 ? "0.##E0" : "0.########";
    return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
  }

  private static void style(XYStyler styler) {
    styler
        .setAxisTicksLineVisible(false)
        .setAxisTickLabelsFont(Ink.TEXT)
        .setAxisTitleFont(Ink.TEXT)
        .setYAxisLabelAlignment(TextAlignment.Right)
        .setPlotGridLinesColor(Ink.LINE)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setXAxisTickLabelsColor(Ink.BLACK)
        .setYAxisTickLabelsColor(Ink.BLACK)
        .setPlotContentSize(0.96)
        .setChartBackgroundColor(Ink.PAPER)
        .setPlotBorderColor(Ink.FRAME)
        .setChartTitleVisible(false)
        .setChartFontColor(Ink.BLACK)
        .setLegendVisible(false)
        .setMarkerSize(6);
  }
}
