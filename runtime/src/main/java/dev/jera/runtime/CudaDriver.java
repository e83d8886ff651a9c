package dev.jera.runtime;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import java.util.Optional;

/**
 * What NVIDIA's driver library, {@code libcuda.so.1}, says of itself. TensorFlow asks the same
 * library; nothing here takes memory on a GPU.
 *
 * @param initResult what {@code cuInit} returned: 0 for success
 * @param version the newest CUDA that the driver runs, as 1000 * major + 10 * minor; 0 if unknown
 * @param gpus the GPUs that it shows this process; CUDA_VISIBLE_DEVICES is heeded
 * @see <a href="https://docs.nvidia.com/cuda/cuda-driver-api/group__CUDA__TYPES.html">its
 *     results</a>
 */
public record CudaDriver(int initResult, int version, int gpus) {
  private static final String LIBRARY = "libcuda.so.1";

  /** The functions asked for, in CUDA's names. */
  interface Functions extends Library {
    int cuInit(int flags);

    int cuDriverGetVersion(IntByReference version);

    int cuDeviceGetCount(IntByReference count);
  }

  /** Asks the driver of this machine; empty where its library cannot be loaded. */
  static Optional<CudaDriver> load() {
    try {
      return Optional.of(ask(Native.load(LIBRARY, Functions.class)));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  static CudaDriver ask(Functions driver) {
    int initResult = driver.cuInit(0);
    // Each leaves its 0 where it fails.
    IntByReference version = new IntByReference();
    driver.cuDriverGetVersion(version);
    IntByReference gpus = new IntByReference();
    if (initResult == 0) {
      driver.cuDeviceGetCount(gpus);
    }
    return new CudaDriver(initResult, version.getValue(), gpus.getValue());
  }

  /** The newest CUDA that the driver runs, such as 12.5. */
  String cuda() {
    return "%d.%d".formatted(version / 1000, version % 1000 / 10);
  }
}
