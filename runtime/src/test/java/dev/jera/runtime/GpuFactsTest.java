package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class GpuFactsTest {
  /** All that TensorFlow needs: CUDA build, driver 535 of CUDA 12.2, two GPUs, the libraries. */
  private static final GpuFacts COMPLETE = facts(Optional.of(new CudaDriver(0, 12_020, 2)));

  @Test
  void aPlatformWithoutACudaBuildNeedsAnotherMachineAndNothingElse() {
    assertThat(
            new GpuFacts(
                    "macosx-arm64",
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of("libcudart.so.12"))
                .obstacles())
        .containsExactly(
            "TensorFlow Java has no CUDA build for macosx-arm64: use a linux-x86_64 machine");
  }

  @Test
  void aMachineWithoutADriverIsToldOfTheBuildAndTheDriverButNotOfLibraries() {
    GpuFacts facts =
        new GpuFacts(
            "linux-x86_64",
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.of("-1"),
            List.of("libcudart.so.12"));
    assertThat(facts.hasDriver()).isFalse();
    assertThat(facts.obstacles())
        .satisfiesExactly(
            build ->
                assertThat(build)
                    .startsWith("this TensorFlow is built for the CPU: build Jera with -Pgpu")
                    .endsWith("classifier linux-x86_64-gpu"),
            driver ->
                assertThat(driver)
                    .startsWith("there is no NVIDIA driver: install 525.60 or later")
                    .contains("--gpus all"));
    assertThat(facts.whyNone())
        .startsWith("TensorFlow sees no GPU: this TensorFlow is built for the CPU")
        .contains("; there is no NVIDIA driver");
  }

  @Test
  void aCpuBuildOnAMachineWithAGpuIsTheOnlyObstacle() {
    GpuFacts facts =
        new GpuFacts(
            "linux-x86_64",
            false,
            COMPLETE.kernelDriver(),
            COMPLETE.cudaDriver(),
            Optional.empty(),
            List.of());
    assertThat(facts.obstacles()).singleElement().asString().contains("-Pgpu");
  }

  @Test
  void aDriverWithoutItsLibraryIsNamedByItsVersion() {
    assertThat(facts(Optional.empty()).obstacles())
        .singleElement()
        .asString()
        .startsWith("NVIDIA driver 535.104.05 is here, but its libcuda.so.1 cannot be loaded");
  }

  @Test
  void aDriverOfTwoVersionsNeedsARestart() {
    assertThat(facts(Optional.of(new CudaDriver(803, 12_020, 0))).obstacles())
        .containsExactly(
            "the NVIDIA driver's two parts are of different versions: restart the machine");
  }

  @Test
  void aDriverThatFailsIsToldWithItsResult() {
    assertThat(facts(Optional.of(new CudaDriver(999, 12_020, 0))).obstacles())
        .containsExactly("the NVIDIA driver fails (cuInit returns 999): nvidia-smi may tell why");
  }

  @Test
  void hiddenGpusAreToldFromMissingOnes() {
    Optional<CudaDriver> none = Optional.of(new CudaDriver(100, 12_020, 0));
    assertThat(facts(none).obstacles())
        .singleElement()
        .asString()
        .startsWith("the NVIDIA driver shows no GPU: nvidia-smi -L has to list one");
    for (String hiding : List.of("", "-1")) {
      GpuFacts facts =
          new GpuFacts(
              "linux-x86_64", true, COMPLETE.kernelDriver(), none, Optional.of(hiding), List.of());
      assertThat(facts.obstacles())
          .containsExactly(
              "CUDA_VISIBLE_DEVICES='"
                  + hiding
                  + "' hides every GPU: unset it, or list GPUs in it, such as 0");
    }
  }

  @Test
  void anOldDriverIsToldWithItsCuda() {
    assertThat(facts(Optional.of(new CudaDriver(0, 11_040, 1))).obstacles())
        .containsExactly(
            "the NVIDIA driver runs CUDA 11.4 (expected: 12 or later): install driver 525.60 or later");
  }

  @Test
  void missingLibrariesAreListed() {
    GpuFacts facts =
        new GpuFacts(
            "linux-x86_64",
            true,
            COMPLETE.kernelDriver(),
            COMPLETE.cudaDriver(),
            Optional.empty(),
            List.of("libcudart.so.12", "libcudnn.so.9"));
    assertThat(facts.obstacles())
        .containsExactly(
            "libraries of CUDA 12 and cuDNN 9 cannot be loaded: libcudart.so.12, libcudnn.so.9: install both, and name their directories in LD_LIBRARY_PATH");
  }

  @Test
  void whereNothingIsMissingTensorFlowsLogIsNext() {
    assertThat(COMPLETE.obstacles()).singleElement().asString().contains("TF_CPP_MIN_LOG_LEVEL=0");
    // A driver that does not tell its version is no old one.
    assertThat(facts(Optional.of(new CudaDriver(0, 0, 1))).obstacles())
        .isEqualTo(COMPLETE.obstacles());
  }

  @Test
  void aNumberBeyondTheGpusIsRefusedWithThoseThereAre() {
    assertThatCode(() -> COMPLETE.requireNumbers(List.of(1, 0))).doesNotThrowAnyException();
    assertThatExceptionOfType(JeraException.class)
        .isThrownBy(() -> COMPLETE.requireNumbers(List.of(0, 2)))
        .withMessage("visibleGpus: [0, 2]: there is no GPU 2; the driver shows 2, numbered from 0");
    GpuFacts restricted =
        new GpuFacts(
            "linux-x86_64",
            true,
            COMPLETE.kernelDriver(),
            Optional.of(new CudaDriver(0, 12_020, 1)),
            Optional.of("3"),
            List.of());
    assertThatExceptionOfType(JeraException.class)
        .isThrownBy(() -> restricted.requireNumbers(List.of(3)))
        .withMessage(
            "visibleGpus: [3]: there is no GPU 3; the driver shows 1, numbered from 0 (CUDA_VISIBLE_DEVICES='3')");
  }

  @Test
  void tensorFlowHasToTakeEveryGpuThatIsNamed() {
    assertThatCode(() -> COMPLETE.requireAll(List.of(0, 1), 2)).doesNotThrowAnyException();
    assertThatExceptionOfType(JeraException.class)
        .isThrownBy(() -> COMPLETE.requireAll(List.of(0, 1), 1))
        .withMessageStartingWith("visibleGpus: [0, 1], but TensorFlow takes only 1 of them: ");
    assertThatExceptionOfType(JeraException.class)
        .isThrownBy(() -> facts(Optional.empty()).requireAll(List.of(0), 0))
        .withMessageStartingWith(
            "visibleGpus: [0], but TensorFlow sees no GPU: NVIDIA driver 535.104.05 is here")
        .withMessageEndingWith("; without visibleGpus the CPU does the work");
  }

  @Test
  void thisMachineIsLookedAt() {
    GpuFacts facts = GpuFacts.ofThisMachine();
    assertThat(facts.platform()).isEqualTo(NativeLibrary.platform());
    assertThat(facts.cudaBuild()).isEqualTo(NativeLibrary.variant().orElseThrow().endsWith("-gpu"));
    assertThat(facts.kernelDriver().isPresent())
        .isEqualTo(Files.exists(Path.of("/proc/driver/nvidia/version")));
    assertThat(facts.visibleDevices())
        .isEqualTo(Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void librariesThatTheLoaderFindsAreNotMissing() {
    assertThat(GpuProbe.missing(List.of("libm.so.6", "libjera-has-no-such.so.1")))
        .containsExactly("libjera-has-no-such.so.1");
  }

  @Test
  void theDriversVersionIsReadFromItsWords() {
    assertThat(
            GpuProbe.version(
                """
                NVRM version: NVIDIA UNIX x86_64 Kernel Module  470.57.02  Tue Jul 13 16:14:05 UTC 2021
                GCC version:  gcc version 9.3.0 (Ubuntu 9.3.0-17ubuntu1~20.04)
                """))
        .isEqualTo("470.57.02");
    assertThat(
            GpuProbe.version(
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.90.07  Release Build"))
        .isEqualTo("550.90.07");
    assertThat(GpuProbe.version("unknown\n")).isEqualTo("unknown");
  }

  private static GpuFacts facts(Optional<CudaDriver> cudaDriver) {
    return new GpuFacts(
        "linux-x86_64", true, Optional.of("535.104.05"), cudaDriver, Optional.empty(), List.of());
  }
}
