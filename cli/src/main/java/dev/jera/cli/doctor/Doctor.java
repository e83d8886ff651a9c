package dev.jera.cli.doctor;

import com.google.common.collect.ImmutableList;
import dev.jera.cli.doctor.Finding.Status;
import java.util.List;
import java.util.concurrent.Callable;

/** Looks at everything that Jera needs, in the order in which one thing depends on another. */
public final class Doctor {
  private Doctor() {}

  /** Looks at this machine and this process; whatever is missing becomes a finding. */
  public static List<Finding> examine() {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(look("Java", Machine::java));
    findings.add(look("Platform", Machine::platform));
    findings.add(look("CPU", Machine::cpu));
    findings.add(look("Memory", Machine::memory));
    findings.add(look("Disk", Machine::disk));
    examineNatives(findings);
    findings.add(look("MNIST", Data::mnist));
    findings.add(look("Fashion-MNIST", Data::fashionMnist));
    findings.add(look("Data cache", Data::cache));
    return findings.build();
  }

  /** Stops where the rest could only fail for the same reason. */
  private static void examineNatives(ImmutableList.Builder<Finding> findings) {
    Finding shipped = look("Natives", Natives::shipped);
    findings.add(shipped);
    if (shipped.status() == Status.FIX) {
      return;
    }
    Finding loaded = look("TensorFlow", Natives::tensorflow);
    findings.add(loaded);
    if (loaded.status() == Status.FIX) {
      return;
    }
    findings.add(look("Unpacked", Natives::unpacked));
    findings.add(look("oneDNN", OneDnn::look));
    findings.add(look("Threads", Threads::look));
    findings.add(look("Devices", Natives::devices));
    findings.add(look("GPU", Gpu::look));
  }

  /** A check that fails is itself a finding: natives fail with errors, not exceptions. */
  static Finding look(String topic, Callable<Finding> check) {
    try {
      return check.call();
    } catch (Exception | LinkageError e) {
      return Finding.fix(topic, "this cannot be found out: " + e);
    }
  }
}
