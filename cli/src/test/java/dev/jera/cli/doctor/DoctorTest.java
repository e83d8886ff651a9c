package dev.jera.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.cli.doctor.Finding.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
