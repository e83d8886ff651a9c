package dev.jera.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.TensorFlow;

/**
 * Where a benchmark ran: without it, its numbers mean nothing.
 *
 * @param cpu the CPU's model, or its architecture where the system does not tell
 * @param cores the cores that this process may use
 * @param system the operating system
 * @param load how many processes wanted a core, the last minute over, before the benchmark began;
 *     negative where the system does not tell
 * @param jdk the version of Java
 * @param tensorflow the version of TensorFlow's native library
 * @param oneDnn the environment's {@code TF_ENABLE_ONEDNN_OPTS}
 */
public record Machine(
    String cpu,
    int cores,
    String system,
    double load,
    String jdk,
    String tensorflow,
    String oneDnn) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path STATUS = Path.of("/proc/self/status");

  /** This machine, now. */
  public static Machine describe() {
    String architecture = System.getProperty("os.arch");
    return new Machine(
        field(CPU_INFO, "model name").orElse(architecture),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + architecture,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.version().toString(),
        TensorFlow.version(),
        Optional.ofNullable(System.getenv("TF_ENABLE_ONEDNN_OPTS")).orElse("unset"));
  }

  /** The most memory that this process has had resident; NaN where the system does not tell. */
  static double peakResidentMegabytes() {
    return field(STATUS, "VmHWM")
        .map(size -> Long.parseLong(size.replace(" kB", "")) / 1024.0)
        .orElse(Double.NaN);
  }

  private static Optional<String> field(Path file, String name) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
