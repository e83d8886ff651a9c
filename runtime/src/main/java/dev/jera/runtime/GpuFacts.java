package dev.jera.runtime;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * What decides whether TensorFlow sees a GPU: its build, the machine's driver, and CUDA's
 * libraries.
 *
 * @param platform the platform in the names of TensorFlow Java's builds, such as linux-x86_64
 * @param cudaBuild whether the TensorFlow that is loaded has kernels for a GPU
 * @param kernelDriver the version of the NVIDIA driver in the operating system's kernel
 * @param cudaDriver what the driver's library says; empty where it cannot be loaded
 * @param visibleDevices the environment variable CUDA_VISIBLE_DEVICES
 * @param missingLibraries those of CUDA and cuDNN that TensorFlow needs and that cannot be loaded
 */
public record GpuFacts(
    String platform,
    boolean cudaBuild,
    Optional<String> kernelDriver,
    Optional<CudaDriver> cudaDriver,
    Optional<String> visibleDevices,
    List<String> missingLibraries) {
  private static final String CUDA_PLATFORM = "linux-x86_64";
  private static final int NEEDED_CUDA = 12_000;
  private static final String NEEDED_DRIVER = "525.60";
  private static final int NO_DEVICE = 100;
  private static final int DRIVER_MISMATCH = 803;

  /** Copies the list. */
  public GpuFacts {
    missingLibraries = ImmutableList.copyOf(missingLibraries);
  }

  /**
   * Looks at this machine and this process; TensorFlow is loaded, and no memory is taken on a GPU.
   */
  public static GpuFacts ofThisMachine() {
    return GpuProbe.look();
  }

  /** Whether any part of an NVIDIA driver is here. */
  public boolean hasDriver() {
    return kernelDriver.isPresent() || cudaDriver.isPresent();
  }

  /**
   * Why TensorFlow sees no GPU, each reason with what to do about it, in the order in which to do
   * it; at least one. They are meant for a process in which it sees none.
   */
  public List<String> obstacles() {
    if (!platform.equals(CUDA_PLATFORM)) {
      return ImmutableList.of(
          "TensorFlow Java has no CUDA build for %s: use a %s machine"
              .formatted(platform, CUDA_PLATFORM));
    }
    ImmutableList.Builder<String> obstacles = ImmutableList.builder();
    if (!cudaBuild) {
      obstacles.add(
          "this TensorFlow is built for the CPU: build Jera with -Pgpu (its script: JERA_MAVEN_ARGS=-Pgpu), or take tensorflow-core-native's classifier %s-gpu"
              .formatted(CUDA_PLATFORM));
    }
    Optional<String> driver = driverObstacle();
    driver.ifPresent(obstacles::add);
    // Without a driver CUDA's libraries say nothing yet.
    if (hasDriver() && !missingLibraries.isEmpty()) {
      obstacles.add(
          "libraries of CUDA 12 and cuDNN 9 cannot be loaded: %s: install both, and name their directories in LD_LIBRARY_PATH"
              .formatted(String.join(", ", missingLibraries)));
    }
    ImmutableList<String> found = obstacles.build();
    return found.isEmpty()
        ? ImmutableList.of(
            "its build, the driver and CUDA's libraries are all here: start again with TF_CPP_MIN_LOG_LEVEL=0 to see what TensorFlow says (it leaves out GPUs that are too old for it)")
        : found;
  }

  private Optional<String> driverObstacle() {
    if (!hasDriver()) {
      return Optional.of(
          "there is no NVIDIA driver: install %s or later on a machine with an NVIDIA GPU (a container needs --gpus all)"
              .formatted(NEEDED_DRIVER));
    }
    if (cudaDriver.isEmpty()) {
      return Optional.of(
          "NVIDIA driver %s is here, but its libcuda.so.1 cannot be loaded: install that part of it (a container needs --gpus all)"
              .formatted(kernelDriver.orElseThrow()));
    }
    CudaDriver driver = cudaDriver.orElseThrow();
    if (driver.initResult() != 0 && driver.initResult() != NO_DEVICE) {
      return Optional.of(
          driver.initResult() == DRIVER_MISMATCH
              ? "the NVIDIA driver's two parts are of different versions: restart the machine"
              : "the NVIDIA driver fails (cuInit returns %d): nvidia-smi may tell why"
                  .formatted(driver.initResult()));
    }
    if (driver.gpus() == 0) {
      return Optional.of(
          visibleDevices
              .map(
                  "CUDA_VISIBLE_DEVICES='%s' hides every GPU: unset it, or list GPUs in it, such as 0"
                      ::formatted)
              .orElse(
                  "the NVIDIA driver shows no GPU: nvidia-smi -L has to list one (a container needs --gpus all)"));
    }
    // 0 is a driver that does not tell.
    return driver.version() > 0 && driver.version() < NEEDED_CUDA
        ? Optional.of(
            "the NVIDIA driver runs CUDA %s (expected: 12 or later): install driver %s or later"
                .formatted(driver.cuda(), NEEDED_DRIVER))
        : Optional.empty();
  }

  /** Why TensorFlow sees no GPU, as one message. */
  String whyNone() {
    return "TensorFlow sees no GPU: " + String.join("; ", obstacles());
  }

  /**
   * Checks GPU numbers against the GPUs that the driver shows; TensorFlow's own message comes too
   * late to say which there are.
   *
   * @throws JeraException if it shows some, but not all of these
   */
  void requireNumbers(List<Integer> numbers) {
    int gpus = cudaDriver.map(CudaDriver::gpus).orElse(0);
    for (int number : numbers) {
      if (gpus > 0 && number >= gpus) {
        throw new JeraException(
            "visibleGpus: %s: there is no GPU %d; the driver shows %d, numbered from 0%s"
                .formatted(
                    numbers,
                    number,
                    gpus,
                    visibleDevices.map(" (CUDA_VISIBLE_DEVICES='%s')"::formatted).orElse("")));
      }
    }
  }

  /**
   * Checks that TensorFlow took all the GPUs it was given.
   *
   * @throws JeraException if it took fewer
   */
  void requireAll(List<Integer> numbers, int taken) {
    if (taken == 0) {
      throw new JeraException(
          "visibleGpus: %s, but %s; without visibleGpus the CPU does the work"
              .formatted(numbers, whyNone()));
    }
    if (taken < numbers.size()) {
      throw new JeraException(
          "visibleGpus: %s, but TensorFlow takes only %d of them: %s"
              .formatted(numbers, taken, String.join("; ", obstacles())));
    }
  }
}
