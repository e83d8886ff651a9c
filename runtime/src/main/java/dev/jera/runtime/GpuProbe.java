package dev.jera.runtime;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetRegisteredKernelsForOp;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.KernelList;

/** Looks at what decides whether TensorFlow sees a GPU. */
final class GpuProbe {
  private static final Path KERNEL_DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final Pattern VERSION = Pattern.compile("\\b\\d+(\\.\\d+)+\\b");

  /** What TensorFlow 2.18 loads before it takes a GPU: CUDA 12 and cuDNN 9, in their own counts. */
  private static final ImmutableList<String> LIBRARIES =
      ImmutableList.of(
          "libcudart.so.12",
          "libcublas.so.12",
          "libcublasLt.so.12",
          "libcufft.so.11",
          "libcusolver.so.11",
          "libcusparse.so.12",
          "libcudnn.so.9");

  private GpuProbe() {}

  static GpuFacts look() {
    return new GpuFacts(
        NativeLibrary.platform(),
        hasGpuKernels(),
        kernelDriver(),
        CudaDriver.load(),
        Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")),
        missing(LIBRARIES));
  }

  /** A CUDA build registers its kernels on every machine, one without a GPU too. */
  static boolean hasGpuKernels() {
    NativeSettings.ensureLoaded();
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_Buffer kernels = TF_GetRegisteredKernelsForOp("MatMul", status);
      status.throwExceptionIfNotOK();
      try {
        return KernelList.parseFrom(kernels.dataAsByteBuffer()).getKernelList().stream()
            .anyMatch(kernel -> kernel.getDeviceType().equals(Device.GPU));
      } catch (InvalidProtocolBufferException e) {
        throw new UncheckedIOException(e);
      } finally {
        TF_DeleteBuffer(kernels);
      }
    }
  }

  private static Optional<String> kernelDriver() {
    try {
      return Files.exists(KERNEL_DRIVER)
          ? Optional.of(version(Files.readString(KERNEL_DRIVER)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version in the driver's own words, which name the platform and a compiler as well. */
  static String version(String words) {
    Matcher version = VERSION.matcher(words);
    return version.find() ? version.group() : words.strip();
  }

  /** Those that the system's loader does not find, which is what TensorFlow asks too. */
  static List<String> missing(List<String> libraries) {
    return libraries.stream().filter(library -> !canLoad(library)).collect(toImmutableList());
  }

  private static boolean canLoad(String library) {
    try {
      com.sun.jna.NativeLibrary.getInstance(library).close();
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
