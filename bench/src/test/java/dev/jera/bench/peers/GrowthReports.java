package dev.jera.bench.peers;

import dev.jera.bench.Machine;
import dev.jera.bench.Spread;
import java.util.ArrayList;
import java.util.List;

/** Reports of machines that nobody has. */
final class GrowthReports {
  static final Machine MACHINE = new Machine("CPU", 2, "Linux amd64", 0.5, "17", "2.18.0", "unset");

  private GrowthReports() {}

  static Spread about(double median) {
    return new Spread(median, 0.9 * median, 1.1 * median);
  }

  /** Jera twice as fast as raw, two cores 1.5 times one, all slower by the width's square. */
  static GrowthReport regular() {
    List<GrowthReport.Speed> speeds = new ArrayList<>();
    for (double width : new double[] {1, 0.5, 2}) {
      for (Task task : List.of(Task.train(64), Task.predict(1), Task.predict(256))) {
        for (int cores : new int[] {1, 2}) {
          double raw = 1_000 * (cores + 1) / (width * width);
          speeds.add(speed("TensorFlow Java", width, cores, task, raw, 1));
          speeds.add(speed("Jera", width, cores, task, 2 * raw, 2));
        }
      }
    }
    List<GrowthReport.Memory> memories =
        List.of(
            new GrowthReport.Memory("Jera", 1_000, 500),
            new GrowthReport.Memory("Jera, streamed", 1_000, 510),
            new GrowthReport.Memory("Jera", 240_000, 690),
            new GrowthReport.Memory("Jera, streamed", 240_000, 520));
    return new GrowthReport(MACHINE, 5, 25, speeds, memories, List.of("one thing"));
  }

  private static GrowthReport.Speed speed(
      String engine, double width, int cores, Task task, double speed, double byRaw) {
    return new GrowthReport.Speed(
        engine, width, cores, task, about(speed), about(byRaw), cores == 1 ? null : about(1.5));
  }
}
