package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceTest {

  @Test
  void theCpuIsTheFirstDeviceAndNoGpu() {
    Device cpu = Device.list().get(0);
    assertThat(cpu.name()).endsWith("device:CPU:0");
    assertThat(cpu.isGpu()).isFalse();
    assertThat(new Device("/device:GPU:0", "GPU", 1 << 30).isGpu()).isTrue();
  }

  @Test
  void gpusAreTheDevicesThatAreNotTheCpu() {
    assertThat(Device.gpus()).hasSize(Device.list().size() - 1).allMatch(Device::isGpu);
  }

  @Test
  void noVisibleGpusLeaveTheCpu() {
    SessionOptions options = SessionOptions.defaults().withVisibleGpus(List.of());
    assertThat(Device.list(options)).extracting(Device::type).containsExactly("CPU");
  }

  @Test
  void aGpuThatIsRequiredAndNotThereFailsWithTheReasons() {
    assumeThat(Device.gpus()).isEmpty();
    assertThatExceptionOfType(JeraException.class)
        .isThrownBy(Device::requireGpu)
        .withMessage(
            "TensorFlow sees no GPU: " + String.join("; ", GpuFacts.ofThisMachine().obstacles()));
  }
}
