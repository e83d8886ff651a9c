package dev.jera.cli;

import dev.jera.cli.doctor.Doctor;
import dev.jera.cli.doctor.Finding;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Reports whether Jera can work here. */
@Command(
    name = "doctor",
    description = {
      "Look whether Jera can work on this machine.",
      "Each line is ok, a note, or to FIX; the exit code is 1 where there is something to fix."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Shell shell;

  DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    List<Finding> findings = Doctor.examine();
    for (Finding finding : findings) {
      shell.out().printf("%-4s  %-13s  %s%n", finding.status(), finding.topic(), finding.text());
    }
    boolean broken = findings.stream().anyMatch(finding -> finding.status() == Finding.Status.FIX);
    return broken ? ExitCode.SOFTWARE : ExitCode.OK;
  }
}
