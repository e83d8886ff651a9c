package dev.jera.runtime;

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

  /** Lists the devices of this process, the CPU first. */
  public static List<Device> list() {
    NativeSettings.ensureLoaded();
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TFE_ContextOptions options = TFE_ContextOptions.newContextOptions();
      // The first to see a GPU decides how its memory is taken, for the whole process.
      byte[] config = SessionOptions.defaults().toProto().toByteArray();
      TFE_ContextOptionsSetConfig(options, new BytePointer(config), config.length, status);
      status.throwExceptionIfNotOK();
      TFE_Context context = TFE_Context.newContext(options, status);
      status.throwExceptionIfNotOK();
      TF_DeviceList devices = TFE_ContextListDevices(context, status);
      status.throwExceptionIfNotOK();
      return copyAndDelete(devices, status);
    }
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
