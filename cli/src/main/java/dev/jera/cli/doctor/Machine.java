package dev.jera.cli.doctor;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.sun.management.OperatingSystemMXBean;
import dev.jera.cli.Sizes;
import dev.jera.runtime.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The machine and the JVM. */
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final long LEAST_MEMORY = 2_000_000_000L;
  private static final long LEAST_DISK = 1_000_000_000L;

  /** The instruction sets that TensorFlow's kernels choose between. */
  private static final ImmutableList<String> TELLING_FLAGS =
      ImmutableList.of(
          "sse4_2",
          "avx",
          "avx2",
          "fma",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "amx_tile",
          "asimd",
          "asimddp",
          "bf16",
          "sve");

  private Machine() {}

  static Finding java() {
    String text =
        "%s, %s, heap up to %s"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vm.name"),
                Sizes.format(Runtime.getRuntime().maxMemory()));
    return Finding.ok("Java", text);
  }

  static Finding platform() {
    return Finding.ok(
        "Platform",
        "%s %s, %s, %d processors"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors()));
  }

  static Finding cpu() throws IOException {
    if (!Files.isReadable(CPU_INFO)) {
      return Finding.ok("CPU", "this system does not tell its instruction sets");
    }
    List<String> info = Files.readAllLines(CPU_INFO);
    Set<String> telling = Sets.intersection(ImmutableSet.copyOf(TELLING_FLAGS), flags(info));
    return Finding.ok(
        "CPU",
        "%s; %s"
            .formatted(
                field(info, "model name").orElse("unnamed"),
                telling.isEmpty() ? "no vector instructions known" : String.join(" ", telling)));
  }

  /** The instruction sets in Linux' names; empty where the system does not tell. */
  static Set<String> instructionSets() throws IOException {
    return Files.isReadable(CPU_INFO) ? flags(Files.readAllLines(CPU_INFO)) : ImmutableSet.of();
  }

  private static Set<String> flags(List<String> info) {
    return field(info, "flags")
        .or(() -> field(info, "Features"))
        .map(line -> ImmutableSet.copyOf(Splitter.on(' ').split(line)))
        .orElse(ImmutableSet.of());
  }

  static Finding memory() {
    long bytes =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    String text = Sizes.format(bytes);
    return bytes >= LEAST_MEMORY
        ? Finding.ok("Memory", text)
        : Finding.note("Memory", text + "; training needs up to 1.5 GB: close what else runs");
  }

  static Finding disk() throws IOException {
    File cache = NativeLibrary.cacheDirectory().toFile();
    long free = cache.getUsableSpace();
    String text = "%s free in %s".formatted(Sizes.format(free), cache);
    return free >= LEAST_DISK
        ? Finding.ok("Disk", text)
        : Finding.note("Disk", text + "; unpacking the natives takes 0.7 GB: make room");
  }

  private static Optional<String> field(List<String> info, String name) {
    return info.stream()
        .filter(line -> line.startsWith(name) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }
}
