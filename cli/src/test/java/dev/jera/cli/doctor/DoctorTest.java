package dev.jera.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.cli.doctor.Finding.Status;
import dev.jera.runtime.CudaDriver;
import dev.jera.runtime.Device;
import dev.jera.runtime.GpuFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {

  @Test
  void aCheckThatFailsIsAFindingToFix() {
    Finding finding =
        Doctor.look(
            "Natives",
            () -> {
              throw new UnsatisfiedLinkError("no jnitensorflow in java.library.path");
            });

    assertThat(finding.status()).isEqualTo(Status.FIX);
    assertThat(finding.topic()).isEqualTo("Natives");
    assertThat(finding.text()).contains("no jnitensorflow in java.library.path");
  }

  @Test
  void diskUseCountsFilesAndNotLinks(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("a"), new byte[1000]);
    Files.createSymbolicLink(directory.resolve("b"), file);
    Files.write(Files.createDirectory(directory.resolve("c")).resolve("d"), new byte[24]);

    assertThat(DiskUse.of(directory)).isEqualTo(1024);
    assertThat(DiskUse.of(directory.resolve("none"))).isZero();
  }

  @Test
  void gpusAreReportedWithTheirMemory() {
    Device gpu = new Device("/device:GPU:0", "GPU", 7_500_000_000L);
    assertThat(Gpu.used(List.of(gpu, gpu)))
        .isEqualTo(Finding.ok("GPU", "used, with memory of 7.5 GB, 7.5 GB"));
  }

  @Test
  void aMachineWithoutADriverIsAsItShouldBeWithTheBuildForTheCpu() {
    Finding finding = Gpu.missing(facts(false, Optional.empty()));
    assertThat(finding.status()).isEqualTo(Status.OK);
    assertThat(finding.text())
        .startsWith("none, the CPU does the work: ")
        .contains("-Pgpu")
        .contains("; there is no NVIDIA driver");
  }

  @Test
  void aBuildOrADriverThatGoesUnusedIsNoted() {
    assertThat(Gpu.missing(facts(true, Optional.empty())).status()).isEqualTo(Status.NOTE);
    assertThat(Gpu.missing(facts(false, Optional.of("535.104.05"))).status())
        .isEqualTo(Status.NOTE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | linux-x86_64 | OK | off, by TF_ENABLE_ONEDNN_OPTS=0",
        "true | linux-x86_64 | OK | on, by TF_ENABLE_ONEDNN_OPTS=true",
        "yes | linux-x86_64 | NOTE | TF_ENABLE_ONEDNN_OPTS=yes says nothing to TensorFlow",
        "    | linux-x86_64 | OK | on, since the CPU has avx512_vnni; TF_ENABLE_ONEDNN_OPTS=0 switches",
        "    | macosx-arm64 | OK | as TensorFlow chooses on macosx-arm64",
      })
  void oneDnnIsAsTheEnvironmentSaysElseByTheCpu(
      String variable, String platform, Status status, String text) {
    Finding finding =
        OneDnn.look(Optional.ofNullable(variable), platform, Set.of("avx2", "avx512_vnni"));

    assertThat(finding.status()).isEqualTo(status);
    assertThat(finding.text()).startsWith(text);
    assertThat(OneDnn.look(Optional.empty(), "linux-x86_64", Set.of("avx2")).text())
        .startsWith("off, since the CPU has none of avx512_vnni,")
        .endsWith("TF_ENABLE_ONEDNN_OPTS=1 switches it on");
  }

  @Test
  void threadsAreThoseOfTheEnvironmentElseOneACore() {
    assertThat(Threads.look(Optional.of("3"), Optional.empty(), 8).text())
        .isEqualTo(
            "3 for one op (TF_NUM_INTRAOP_THREADS), 8 ops at once (one a core; TF_NUM_INTEROP_THREADS sets it)");
    assertThat(Threads.look(Optional.empty(), Optional.of("many"), 8))
        .isEqualTo(
            Finding.note(
                "Threads",
                "TF_NUM_INTRAOP_THREADS=(not set), TF_NUM_INTEROP_THREADS=many: set each to a number, or not at all for one a core"));
  }

  private static GpuFacts facts(boolean cudaBuild, Optional<String> kernelDriver) {
    return new GpuFacts(
        "linux-x86_64",
        cudaBuild,
        kernelDriver,
        kernelDriver.map(version -> new CudaDriver(0, 12_020, 1)),
        Optional.empty(),
        List.of());
  }
}
