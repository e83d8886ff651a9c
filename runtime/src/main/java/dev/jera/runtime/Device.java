package dev.jera.runtime;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_ContextListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_ContextOptionsSetConfig;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListMemoryBytes;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListType;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TFE_Context;
import org.tensorflow.internal.c_api.TFE_ContextOptions;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Status;

/**
 * A device that TensorFlow sees.
 *
 * @param name TensorFlow's full name, such as {@code /job:localhost/replica:0/task:0/device:CPU:0}
 * @param type {@code CPU}, {@code GPU} ...
 * @param memoryBytes the memory that TensorFlow may use on it, in bytes
 */
public record Device(String name, String type, long memoryBytes) {
  static final String GPU = "GPU";

  /**
   * Lists the devices that a session with {@link SessionOptions#defaults()} has, the CPU first.
   *
   * <p>Where there are GPUs, this settles their numbers and that their memory is taken as needed,
   * for the whole process: see {@link #list(SessionOptions)} for other wishes.
   */
  public static List<Device> list() {
    return list(SessionOptions.defaults());
  }

  /**
   * Lists the devices that a session with these options has, the CPU first. A process that means to
   * use some of its GPUs, or to bound their memory, asks with the options of its sessions.
   */
  public static List<Device> list(SessionOptions sessionOptions) {
    NativeSettings.ensureLoaded();
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TFE_ContextOptions options = TFE_ContextOptions.newContextOptions();
      // The first to see a GPU decides how its memory is taken, for the whole process.
      byte[] config = sessionOptions.toProto().toByteArray();
      TFE_ContextOptionsSetConfig(options, new BytePointer(config), config.length, status);
      status.throwExceptionIfNotOK();
      TFE_Context context = TFE_Context.newContext(options, status);
      status.throwExceptionIfNotOK();
      TF_DeviceList devices = TFE_ContextListDevices(context, status);
      status.throwExceptionIfNotOK();
      return copyAndDelete(devices, status);
    }
  }

  /** Lists those of {@link #list()} that are GPUs; empty where there is none. */
  public static List<Device> gpus() {
    return gpusOf(list());
  }

  /** Whether a session with these options has a GPU. */
  public static boolean hasGpu(SessionOptions sessionOptions) {
    // Without kernels there is none, and nothing to settle by a look.
    return GpuProbe.hasGpuKernels() && !gpusOf(list(sessionOptions)).isEmpty();
  }

  /**
   * Lists the GPUs, of which there has to be one.
   *
   * @throws JeraException if TensorFlow sees none; the message says why not and what to do: the
   *     build of TensorFlow, the driver, CUDA_VISIBLE_DEVICES, CUDA's libraries
   */
  public static List<Device> requireGpu() {
    List<Device> gpus = gpus();
    if (gpus.isEmpty()) {
      throw new JeraException(GpuFacts.ofThisMachine().whyNone());
    }
    return gpus;
  }

  /** Whether this is a GPU. */
  public boolean isGpu() {
    return type.equals(GPU);
  }

  /** Refuses options that name a GPU which TensorFlow cannot have. */
  static void requireVisibleGpus(SessionOptions options) {
    List<Integer> numbers = options.visibleGpus().orElse(ImmutableList.of());
    if (!numbers.isEmpty()) {
      GpuFacts facts = GpuFacts.ofThisMachine();
      facts.requireNumbers(numbers);
      facts.requireAll(numbers, gpusOf(list(options)).size());
    }
  }

  private static List<Device> gpusOf(List<Device> devices) {
    return devices.stream().filter(Device::isGpu).collect(toImmutableList());
  }

  private static List<Device> copyAndDelete(TF_DeviceList devices, TF_Status status) {
    try {
      ImmutableList.Builder<Device> list = ImmutableList.builder();
      for (int i = 0; i < TF_DeviceListCount(devices); i++) {
        list.add(
            new Device(
                TF_DeviceListName(devices, i, status).getString(),
                TF_DeviceListType(devices, i, status).getString(),
                TF_DeviceListMemoryBytes(devices, i, status)));
        status.throwExceptionIfNotOK();
      }
      return list.build();
    } finally {
      TF_DeleteDeviceList(devices);
    }
  }
}
