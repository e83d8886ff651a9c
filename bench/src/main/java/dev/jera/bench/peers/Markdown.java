package dev.jera.bench.peers;

import dev.jera.bench.Machine;
import dev.jera.bench.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A report as a table that reads in a terminal and in a README. */
final class Markdown {
  private static final String NONE = "-";

  private final PeersReport report;
  private final boolean spreads;
  private final StringBuilder text = new StringBuilder();

  private Markdown(PeersReport report, boolean spreads) {
    this.report = report;
    this.spreads = spreads;
  }

  /** The report as text: medians, and the rounds from least to most. */
  static String full(PeersReport report) {
    return new Markdown(report, true).all();
  }

  /** The same without the least and the most, narrow enough for a README. */
  static String brief(PeersReport report) {
    return new Markdown(report, false).all();
  }

  private String all() {
    head();
    engines();
    accelerated();
    report.notes().forEach(note -> line("Not measured: %s", note));
    return text.toString();
  }

  private void head() {
    Machine machine = report.machine();
    line(
        "Tutorial 1's CNN on MNIST, float32; %s, %d cores, %s, JDK %s, load %.2f before; %s",
        machine.cpu(),
        machine.cores(),
        machine.system(),
        machine.jdk(),
        machine.load(),
        report.engines().stream()
            .map(PeersReport.Column::version)
            .collect(Collectors.joining("; ")));
    line("");
    line(
        "Images a second, how many times raw TensorFlow Java in the same round, and the fraction of"
            + " the ceiling: medians of %d rounds in turn%s. The ceiling is TensorFlow's product of"
            + " matrices of %d x %d, %s GFLOP/s (%s); an image takes %.2f MFLOP in inference and"
            + " %.1f in training.",
        report.rounds(),
        spreads ? " (least to most)" : "",
        Gemm.SIDE,
        Gemm.SIDE,
        gigaflops(report.ceiling()),
        report.libraries().entrySet().stream()
            .map(library -> library.getKey() + " " + gigaflops(library.getValue()))
            .collect(Collectors.joining(", ")),
        report.flops() / 1e6,
        report.trainingFlops() / 1e6);
    line("");
  }

  private String gigaflops(Spread spread) {
    return spread(
        new Spread(spread.median() / 1e9, spread.min() / 1e9, spread.max() / 1e9), "%.0f");
  }

  private void engines() {
    row(" ", PeersReport.Column::engine);
    row("---", engine -> "---");
    for (Task task : report.tasks()) {
      row(task.toString(), engine -> cell(engine, task).map(this::speed).orElse(NONE));
      if (task.kind() == Task.Kind.PREDICT) {
        row(
            "p50, p99 of a call, ms",
            engine ->
                cell(engine, task)
                    .map(PeersReport.Cell::latency)
                    .map(latency -> format("%,.3f, %,.3f", latency.p50(), latency.p99()))
                    .orElse(NONE));
      }
    }
    row(
        "start to first answer, s",
        engine ->
            Optional.ofNullable(engine.coldStartSeconds())
                .map(seconds -> spread(seconds, "%.2f"))
                .orElse(NONE));
    row("resident after, MB", engine -> format("%,.0f", engine.residentMegabytes()));
    line("");
  }

  private static Optional<PeersReport.Cell> cell(PeersReport.Column engine, Task task) {
    return engine.cells().stream().filter(cell -> cell.task().equals(task)).findFirst();
  }

  private String speed(PeersReport.Cell cell) {
    Spread ratio = cell.byRaw();
    return format(
        "%s; %s; %s",
        spread(cell.imagesPerSecond(), "%,.0f"),
        ratio == null ? NONE : spread(ratio, "%.2f"),
        spread(cell.ofCeiling(), "%.2f"));
  }

  private void accelerated() {
    if (!report.accelerated().isEmpty()) {
      line(
          "Jera on ONNX Runtime, by ONNX Runtime alone in the same round: %s.",
          report.accelerated().stream()
              .map(found -> "%s %s".formatted(found.task(), spread(found.ratio(), "%.2f")))
              .collect(Collectors.joining("; ")));
      line("");
    }
  }

  private void row(String name, Function<PeersReport.Column, String> cell) {
    List<String> cells =
        Stream.concat(Stream.of(name), report.engines().stream().map(cell)).toList();
    line("| %s |", String.join(" | ", cells));
  }

  private String spread(Spread spread, String number) {
    String median = format(number, spread.median());
    return !spreads || spread.min() == spread.max()
        ? median
        : "%s (%s to %s)"
            .formatted(median, format(number, spread.min()), format(number, spread.max()));
  }

  private void line(String line, Object... values) {
    text.append(format(line, values)).append('\n');
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
