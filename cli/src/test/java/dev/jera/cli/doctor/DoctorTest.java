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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
