package dev.jera.bench.peers;

import dev.jera.training.plot.Plot;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How cost grows, drawn: what grows stands below, and is no scale. */
record GrowthPlot(GrowthReport report) implements Plot {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 320;
  private static final int COLUMNS = 2;

  /** Little enough that XChart leaves no category without its label. */
  private static final int TICK_SPACE = 20;

  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  /** Told apart by the colour-blind, too: Okabe and Ito's blue, vermilion and bluish green. */
  private static final Color JERA = new Color(0x0072b2);

  private static final Color RAW = new Color(0xd55e00);
  private static final Color STREAMED = new Color(0x009e73);

  private static final BasicStroke WHOLE = new BasicStroke(2);
  private static final BasicStroke DASHED =
      new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 4}, 0);

  @Override
  public String title() {
    return "";
  }

  @Override
  public Dimension size() {
    return new Dimension(COLUMNS * WIDTH, HEIGHT * ((charts().size() + 1) / COLUMNS));
  }

  @Override
  public void draw(Graphics2D graphics) {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, size().width, size().height);
    AffineTransform before = graphics.getTransform();
    List<CategoryChart> charts = charts();
    for (int i = 0; i < charts.size(); i++) {
      graphics.translate(i % COLUMNS * WIDTH, i / COLUMNS * HEIGHT);
      charts.get(i).paint(graphics, WIDTH, HEIGHT);
      graphics.setTransform(before);
    }
  }

  private List<CategoryChart> charts() {
    return List.of(
        byBatch("training", Task.Kind.TRAIN),
        byBatch("inference", Task.Kind.PREDICT),
        byWidth("training, batch 64", Growth.TRAINING),
        byWidth("inference, batch 256", Growth.INFERENCE),
        memory());
  }

  private CategoryChart byBatch(String what, Task.Kind kind) {
    CategoryChart chart = chart(what + ", images/s", "images a batch");
    chart.getStyler().setYAxisMin(0.0);
    List<Task> tasks = report.tasks(1).stream().filter(task -> task.kind() == kind).toList();
    List<String> labels = tasks.stream().map(task -> Integer.toString(task.batch())).toList();
    speeds(chart, labels, tasks, (engine, cores) -> task -> speed(engine, 1, cores, task));
    return chart;
  }

  private CategoryChart byWidth(String what, Task task) {
    CategoryChart chart = chart(what + ", images/s", "width of the net");
    chart.getStyler().setYAxisLogarithmic(true);
    List<Double> widths = report.widths();
    List<String> labels = widths.stream().map(width -> "x" + width).toList();
    speeds(chart, labels, widths, (engine, cores) -> width -> speed(engine, width, cores, task));
    return chart;
  }

  /** What an engine did on some cores, of what grows; NaN where it did not. */
  @FunctionalInterface
  private interface Found<T> {
    ToDoubleFunction<T> on(String engine, int cores);
  }

  private <T> void speeds(CategoryChart chart, List<String> labels, List<T> sizes, Found<T> found) {
    for (int cores : report.cores().stream().sorted((a, b) -> b - a).toList()) {
      for (String engine : List.of(Peer.JERA, Peer.RAW)) {
        String name =
            "%s, %d core%s"
                .formatted(engine.equals(Peer.JERA) ? "Jera" : "raw", cores, cores == 1 ? "" : "s");
        Color colour = engine.equals(Peer.JERA) ? JERA : RAW;
        BasicStroke stroke = cores == 1 ? DASHED : WHOLE;
        add(chart, name, labels, values(sizes, found.on(engine, cores)), colour, stroke);
      }
    }
  }

  private CategoryChart memory() {
    CategoryChart chart = chart("training, most memory resident, MB", "examples");
    chart.getStyler().setYAxisMin(0.0);
    List<Integer> examples =
        report.memories().stream().map(GrowthReport.Memory::examples).distinct().toList();
    List<String> labels = examples.stream().map("%,d"::formatted).toList();
    for (String engine :
        report.memories().stream().map(GrowthReport.Memory::engine).distinct().toList()) {
      Color colour = engine.equals(Peer.RAW) ? RAW : engine.equals(Peer.JERA) ? JERA : STREAMED;
      add(chart, engine, labels, values(examples, held -> megabytes(engine, held)), colour, WHOLE);
    }
    return chart;
  }

  private double speed(String engine, double width, int cores, Task task) {
    return report
        .speed(engine, width, cores, task)
        .map(found -> found.imagesPerSecond().median())
        .orElse(Double.NaN);
  }

  private double megabytes(String engine, int examples) {
    return report.memories().stream()
        .filter(memory -> memory.engine().equals(engine) && memory.examples() == examples)
        .mapToDouble(GrowthReport.Memory::peakMegabytes)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static <T> List<Double> values(List<T> sizes, ToDoubleFunction<T> value) {
    return sizes.stream().mapToDouble(value).boxed().toList();
  }

  private static CategoryChart chart(String title, String below) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .theme(ChartTheme.XChart)
            .title(title)
            .xAxisTitle(below)
            .build();
    CategoryStyler styler = chart.getStyler();
    styler.setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line).setOverlapped(true);
    styler.setXAxisTickMarkSpacingHint(TICK_SPACE).setYAxisDecimalPattern("#,###");
    styler
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Horizontal)
        .setLegendBorderColor(Color.WHITE)
        .setLegendFont(TEXT)
        .setChartBackgroundColor(Color.WHITE)
        .setMarkerSize(6);
    return chart;
  }

  /** Adds a curve, or nothing where a number is missing: XChart has no gaps here. */
  private static void add(
      CategoryChart chart,
      String name,
      List<String> labels,
      List<Double> values,
      Color colour,
      BasicStroke stroke) {
    if (values.stream().allMatch(Double::isFinite)) {
      CategorySeries series = chart.addSeries(name, labels, values);
      series.setLineColor(colour).setLineStyle(stroke);
      series.setMarkerColor(colour);
      series.setMarker(SeriesMarkers.CIRCLE);
    }
  }
}
