package dev.jera.cli.doctor;

import dev.jera.cli.Sizes;
import dev.jera.runtime.Device;
import dev.jera.runtime.GpuFacts;
import java.util.List;
import java.util.stream.Collectors;

/** Whether TensorFlow has a GPU, and why not. */
final class Gpu {
  private Gpu() {}

  static Finding look() {
    List<Device> gpus = Device.gpus();
    return gpus.isEmpty() ? missing(GpuFacts.ofThisMachine()) : used(gpus);
  }

  static Finding used(List<Device> gpus) {
    return Finding.ok(
        "GPU",
        gpus.stream()
            .map(gpu -> Sizes.format(gpu.memoryBytes()))
            .collect(Collectors.joining(", ", "used, with memory of ", "")));
  }

  /** A machine without a driver, and a build for the CPU, are as they should be. */
  static Finding missing(GpuFacts facts) {
    String text = "none, the CPU does the work: " + String.join("; ", facts.obstacles());
    return facts.cudaBuild() || facts.hasDriver()
        ? Finding.note("GPU", text)
        : Finding.ok("GPU", text);
  }
}
