package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.ptr.IntByReference;
import org.junit.jupiter.api.Test;

class CudaDriverTest {
  private static final int NO_DEVICE = 100;

  /** Answers as the driver does, without one. */
  private record Driver(int initResult, int version, int gpus) implements CudaDriver.Functions {
    @Override
    public int cuInit(int flags) {
      return initResult;
    }

    @Override
    public int cuDriverGetVersion(IntByReference result) {
      result.setValue(version);
      return 0;
    }

    @Override
    public int cuDeviceGetCount(IntByReference result) {
      result.setValue(gpus);
      return 0;
    }
  }

  @Test
  void aDriverTellsItsCudaAndItsGpus() {
    CudaDriver driver = CudaDriver.ask(new Driver(0, 12_050, 4));
    assertThat(driver).isEqualTo(new CudaDriver(0, 12_050, 4));
    assertThat(driver.cuda()).isEqualTo("12.5");
  }

  @Test
  void aDriverThatDoesNotStartIsNotAskedForGpus() {
    assertThat(CudaDriver.ask(new Driver(NO_DEVICE, 11_080, 4)))
        .isEqualTo(new CudaDriver(NO_DEVICE, 11_080, 0));
  }
}
