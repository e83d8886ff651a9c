package dev.jera.cli.doctor;

import dev.jera.runtime.Device;
import dev.jera.runtime.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether TensorFlow has a GPU, and why not. */
final class Gpu {
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  private Gpu() {}

  static Finding look() {
    if (Device.list().stream().anyMatch(device -> device.type().equals("GPU"))) {
      return Finding.ok("GPU", "used");
    }
    boolean built = NativeLibrary.variant().orElse("").endsWith("-gpu");
    boolean driver = Files.exists(DRIVER);
    if (built && driver) {
      return Finding.note(
          "GPU",
          "an NVIDIA driver is here, but TensorFlow sees no GPU: install CUDA 12 and cuDNN 9; TF_CPP_MIN_LOG_LEVEL=0 shows what it misses");
    }
    if (built) {
      return Finding.note(
          "GPU",
          "no NVIDIA driver on this machine; the CPU does the work, though this build has natives for a GPU");
    }
    if (driver) {
      return Finding.note(
          "GPU",
          "not used: this build has natives for the CPU; with CUDA 12 and cuDNN 9 build it with JERA_MAVEN_ARGS=-Pgpu");
    }
    return Finding.ok("GPU", "no NVIDIA driver on this machine; the CPU does the work");
  }
}
