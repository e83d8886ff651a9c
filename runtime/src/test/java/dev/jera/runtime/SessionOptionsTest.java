package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.types.TInt32;

class SessionOptionsTest {
  private static final SessionOptions DEFAULTS = SessionOptions.defaults();

  @Test
  void defaultsUseEveryGpuWithItsMemoryAsNeeded() {
    ConfigProto config = DEFAULTS.toProto();
    assertThat(config.getAllowSoftPlacement()).isTrue();
    assertThat(config.getLogDevicePlacement()).isFalse();
    assertThat(config.getDeviceCountMap()).isEmpty();
    assertThat(config.getGpuOptions())
        .isEqualTo(GPUOptions.newBuilder().setAllowGrowth(true).build());
  }

  @Test
  void placementIsTensorFlows() {
    ConfigProto config = DEFAULTS.withSoftPlacement(false).withLogDevicePlacement(true).toProto();
    assertThat(config.getAllowSoftPlacement()).isFalse();
    assertThat(config.getLogDevicePlacement()).isTrue();
  }

  @Test
  void visibleGpusKeepTheirOrder() {
    ConfigProto config = DEFAULTS.withVisibleGpus(List.of(2, 0)).toProto();
    assertThat(config.getGpuOptions().getVisibleDeviceList()).isEqualTo("2,0");
    assertThat(config.getDeviceCountMap()).isEmpty();
  }

  @Test
  void noVisibleGpusAreACountOfNoneBecauseAnEmptyListMeansAll() {
    ConfigProto config = DEFAULTS.withVisibleGpus(List.of()).toProto();
    assertThat(config.getDeviceCountMap()).containsExactlyEntriesOf(java.util.Map.of("GPU", 0));
  }

  @Test
  void laterChangesOfTheListChangeNothing() {
    List<Integer> numbers = new ArrayList<>(List.of(1));
    SessionOptions options = DEFAULTS.withVisibleGpus(numbers);
    numbers.add(1);
    assertThat(options.visibleGpus()).contains(List.of(1));
  }

  @Test
  void memoryIsBoundedByAFraction() {
    GPUOptions gpu =
        DEFAULTS.withGpuMemoryGrowth(false).withGpuMemoryFraction(0.25).toProto().getGpuOptions();
    assertThat(gpu.getAllowGrowth()).isFalse();
    assertThat(gpu.getPerProcessGpuMemoryFraction()).isEqualTo(0.25);
  }

  @Test
  void memoryIsBoundedByMegabytesOfEachVisibleGpu() {
    GPUOptions gpu =
        DEFAULTS.withVisibleGpus(List.of(0, 1)).withGpuMemoryLimit(1024).toProto().getGpuOptions();
    assertThat(gpu.getExperimental().getVirtualDevicesList())
        .hasSize(2)
        .allSatisfy(device -> assertThat(device.getMemoryLimitMbList()).containsExactly(1024f));
  }

  @Test
  void gpuNumbersAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withVisibleGpus(List.of(0, -1)))
        .withMessage("visibleGpus: [0, -1] (expected: numbers from 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withVisibleGpus(List.of(1, 0, 1)))
        .withMessage("visibleGpus: [1, 0, 1] (expected: each GPU once)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.01, Double.NaN})
  void fractionsAreChecked(double fraction) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withGpuMemoryFraction(fraction))
        .withMessage("gpuMemoryFraction: " + fraction + " (expected: > 0 and <= 1)");
  }

  @Test
  void limitsAreChecked() {
    SessionOptions first = DEFAULTS.withVisibleGpus(List.of(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> first.withGpuMemoryLimit(0))
        .withMessage("gpuMemoryLimit: 0 (expected: megabytes, >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> first.withGpuMemoryFraction(0.5).withGpuMemoryLimit(1024))
        .withMessage("gpuMemoryLimit: 1024 (expected: none beside gpuMemoryFraction)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withGpuMemoryLimit(1024))
        .withMessage(
            "gpuMemoryLimit: 1024 (expected: together with visibleGpus, the GPUs that it is for)");
  }

  @Test
  void aGpuThatIsNotThereIsRefusedWhenASessionOpens() {
    assumeThat(Device.gpus()).isEmpty();
    try (Graph graph = new Graph()) {
      assertThatExceptionOfType(JeraException.class)
          .isThrownBy(() -> DEFAULTS.withVisibleGpus(List.of(0)).open(graph))
          .withMessageStartingWith("visibleGpus: [0], but TensorFlow sees no GPU: ")
          .withMessageContaining(GpuFacts.ofThisMachine().obstacles().get(0))
          .withMessageEndingWith("; without visibleGpus the CPU does the work");
    }
  }

  @Test
  void gpuOptionsDoNothingWhereThereIsNone() {
    assumeThat(Device.gpus()).isEmpty();
    assertThat(runOnGpu(DEFAULTS.withGpuMemoryFraction(0.5).withGpuMemoryGrowth(false)))
        .isEqualTo(5);
    assertThat(runOnGpu(DEFAULTS.withVisibleGpus(List.of()))).isEqualTo(5);
  }

  @Test
  void withoutSoftPlacementAnOpNeedsTheDeviceItAsksFor() {
    SessionOptions cpuOnly = DEFAULTS.withVisibleGpus(List.of());
    assertThat(runOnGpu(cpuOnly)).isEqualTo(5);
    assertThatExceptionOfType(TFInvalidArgumentException.class)
        .isThrownBy(() -> runOnGpu(cpuOnly.withSoftPlacement(false)))
        .withMessageContaining("explicitly assigned to /device:GPU:0");
  }

  /** 2 + 3, by an op that asks for GPU 0. */
  private static int runOnGpu(SessionOptions options) {
    DeviceSpec gpu =
        DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.GPU).deviceIndex(0).build();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TInt32> sum = tf.withDevice(gpu).math.add(tf.constant(2), tf.constant(3));
      try (Session session = options.open(graph);
          Tensor result = session.runner().fetch(sum).run().get(0)) {
        return ((TInt32) result).getInt();
      }
    }
  }
}
