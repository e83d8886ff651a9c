package dev.jera.bench.peers;

import dev.jera.bench.Machine;
import dev.jera.bench.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How cost grows, as tables that read in a terminal and in a README. */
final class GrowthTables {
  private static final String NONE = "-";

  private final GrowthReport report;
  private final StringBuilder text = new StringBuilder();

  private GrowthTables(GrowthReport report) {
    this.report = report;
  }

  /** The report as text. */
  static String of(GrowthReport report) {
    GrowthTables tables = new GrowthTables(report);
    tables.head();
    tables.speeds();
    tables.memories();
    report.notes().forEach(note -> tables.line("Not measured: %s", note));
    return tables.text.toString();
  }

  private void head() {
    Machine machine = report.machine();
    line(
        "Tutorial 1's CNN on MNIST, float32; %s, %d cores, %s, JDK %s, TensorFlow %s, load %.2f"
            + " before. Images a second, and in brackets how many times raw TensorFlow Java on as"
            + " many cores in the same round: medians of %d rounds in turn.",
        machine.cpu(),
        machine.cores(),
        machine.system(),
        machine.jdk(),
        machine.tensorflow(),
        machine.load(),
        report.rounds());
    line("");
  }

  private void speeds() {
    List<String> head = new ArrayList<>(List.of("", "width"));
    for (int cores : report.cores()) {
      String on = cores == 1 ? "1 core" : cores + " cores";
      head.add("raw, " + on);
      head.add("Jera, " + on);
      if (cores > 1) {
        head.add("Jera, %s / 1 core".formatted(on));
      }
    }
    row(head);
    row(head.stream().map(column -> "---").toList());
    report.tasks(1).forEach(task -> row(1, task));
    report.widths().stream()
        .filter(width -> width != 1)
        .forEach(width -> report.tasks(width).forEach(task -> row(width, task)));
    line("");
  }

  private void row(double width, Task task) {
    List<String> cells = new ArrayList<>(List.of(task.toString(), format("x%s", width)));
    for (int cores : report.cores()) {
      Optional<GrowthReport.Speed> jera = report.speed(Peer.JERA, width, cores, task);
      cells.add(
          report
              .speed(Peer.RAW, width, cores, task)
              .map(raw -> format("%,.0f", raw.imagesPerSecond().median()))
              .orElse(NONE));
      cells.add(
          jera.map(
                  own ->
                      format("%,.0f (%.2f)", own.imagesPerSecond().median(), own.byRaw().median()))
              .orElse(NONE));
      if (cores > 1) {
        cells.add(
            jera.map(GrowthReport.Speed::byOneCore)
                .map(Spread::median)
                .map(ratio -> format("%.2f", ratio))
                .orElse(NONE));
      }
    }
    row(cells);
  }

  private void memories() {
    List<String> engines =
        report.memories().stream().map(GrowthReport.Memory::engine).distinct().toList();
    line("Most memory resident in a process that trains in batches of 64, MB:");
    line("");
    List<String> head = new ArrayList<>(List.of("examples"));
    head.addAll(engines);
    row(head);
    row(head.stream().map(column -> "---").toList());
    report.memories().stream()
        .map(GrowthReport.Memory::examples)
        .distinct()
        .forEach(examples -> row(examples, engines));
    line("");
  }

  private void row(int examples, List<String> engines) {
    List<String> cells = new ArrayList<>(List.of(format("%,d", examples)));
    for (String engine : engines) {
      cells.add(
          report.memories().stream()
              .filter(memory -> memory.examples() == examples && memory.engine().equals(engine))
              .findFirst()
              .map(memory -> format("%,.0f", memory.peakMegabytes()))
              .orElse(NONE));
    }
    row(cells);
  }

  private void row(List<String> cells) {
    line("| %s |", String.join(" | ", cells));
  }

  private void line(String line, Object... values) {
    text.append(format(line, values)).append('\n');
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
