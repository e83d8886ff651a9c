package dev.jera.cli;

import dev.jera.cli.json.Json;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Describes a bundle from its files alone, without loading it. */
@Command(
    name = "inspect",
    description = {
      "Show what a bundle takes and gives.",
      "Only its files are read, so that this works for a bundle, too, that Jera refuses to load."
    })
final class InspectCommand implements Runnable {
  private static final int MOST_LABELS = 10;

  private final Shell shell;

  @Mixin private BundleOptions options = new BundleOptions();

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  InspectCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    SavedModel bundle = options.describe();
    if (json) {
      shell.out().print(Json.text(BundleReport.of(bundle)));
    } else {
      tell(bundle);
    }
  }

  private void tell(SavedModel bundle) {
    PrintStream out = shell.out();
    out.printf("Bundle      %s (%s)%n", bundle.path(), Sizes.format(bundle.sizeBytes()));
    out.printf("TensorFlow  %s%n", bundle.tensorflowVersion());
    out.printf("Tags        %s%n", String.join(", ", bundle.tags()));
    out.printf("Labels      %s%n", labels(bundle.labels()));
    out.printf("Golden      %s%n", golden(bundle));
    bundle.signatures().values().forEach(this::tell);
  }

  private void tell(Signature signature) {
    shell.out().printf("%nSignature %s (%s)%n", signature.name(), signature.method());
    Signatures.problem(signature)
        .ifPresent(problem -> shell.out().printf("  cannot be called: %s%n", problem));
    Table table = new Table();
    signature.inputs().values().forEach(spec -> add("  in", spec, table));
    signature.outputs().values().forEach(spec -> add("  out", spec, table));
    table.print(shell.out());
  }

  private static void add(String direction, TensorSpec spec, Table table) {
    table.row(direction, spec.name(), spec.dtype().toString(), Shapes.format(spec.shape()));
  }

  private static String golden(SavedModel bundle) {
    try {
      int samples = bundle.goldenSamples().size();
      return samples == 0 ? "none" : samples == 1 ? "1 sample" : samples + " samples";
    } catch (SavedModelException e) {
      return "damaged: " + e.getMessage();
    }
  }

  private static String labels(List<String> labels) {
    if (labels.isEmpty()) {
      return "none";
    }
    String first = String.join(", ", labels.subList(0, Math.min(MOST_LABELS, labels.size())));
    return labels.size() > MOST_LABELS
        ? "%s, ... (%,d in all)".formatted(first, labels.size())
        : first;
  }
}
