package dev.jera.cli;

import com.google.common.base.Stopwatch;
import dev.jera.cli.Workload.Validation;
import dev.jera.cli.json.Json;
import dev.jera.model.Weights;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.training.Fit;
import dev.jera.training.History;
import dev.jera.training.Trainer;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.LambdaCallback;
import dev.jera.training.callback.StopOnSignal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a network, tests it and exports it. */
@Command(
    name = "train",
    description = {
      "Train a recipe, or a small network on a folder of images; test it and export it as a SavedModel.",
      "SIGTERM ends the run after its step and saves its state where there is a --checkpoint-dir."
    },
    footerHeading = "%nRecipes:%n",
    exitCodeList = {
      "0:all went well, or SIGTERM stopped the run and its state is saved",
      "1:failure",
      "2:wrong usage",
      "143:SIGTERM stopped the run and nothing is saved"
    })
final class TrainCommand implements Callable<Integer> {
  private static final int STOPPED_AND_LOST = 128 + 15;

  private final Shell shell;

  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RECIPE",
      completionCandidates = Recipe.Words.class,
      description = "What to train: ${COMPLETION-CANDIDATES} (default: keras-cnn).")
  private Optional<String> name = Optional.empty();

  @ArgGroup(validate = false, order = 1, heading = "%nWhat is trained:%n")
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, order = 2, heading = "%nHow:%n")
  private FitOptions how = new FitOptions();

  @ArgGroup(validate = false, order = 3, heading = "%nWhat is kept:%n")
  private OutputOptions kept = new OutputOptions();

  TrainCommand(Shell shell) {
    this.shell = shell;
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    spec.usageMessage().footer(Recipe.table());
  }

  @Override
  public Integer call() {
    Source source = data.source(name, spec.commandLine(), shell);
    Path usual = shell.home().resolve("savedmodels").resolve(source.name());
    Path target = kept.checkTarget(usual, spec.commandLine());
    Workload work = source.load(how.seed());
    StopOnSignal stop = StopOnSignal.of("TERM");
    AtomicLong seen = new AtomicLong();
    ResumeCheck resumed = new ResumeCheck(how.patience());
    Fit fit = fit(work, stop, seen, resumed);
    announce(work, fit);
    try (Trainer trainer = Trainer.compile(work.setup().model(), how.compilation(work.setup()))) {
      Stopwatch watch = Stopwatch.createStarted();
      History history = trainer.fit(work.training(), fit);
      double seconds = watch.elapsed().toNanos() / 1e9;
      if (stop.wasRaised() && history.rows().size() < fit.epochs()) {
        return tellStopped(trainer.steps());
      }
      resumed.checkEpochs(fit.epochs());
      if (seen.get() == 0) {
        tellNothingTrained(history.rows().size(), fit.epochs());
      }
      Weights weights = trainer.weights();
      Map<String, Double> tested = trainer.evaluate(work.test());
      Path bundle = Exports.export(work, trainer, target);
      TrainingReport report =
          new TrainingReport(
              work.name(),
              how.seed(),
              how.optimizer(work.setup()).name(),
              trainer.learningRate(),
              history.rows().size(),
              fit.batchSize(),
              trained(work, fit),
              validated(work, fit),
              work.test().size(),
              history.rows(),
              tested,
              bundle.toAbsolutePath().normalize().toString(),
              seconds,
              seen.get() / seconds,
              trainer.steps(),
              WeightsHash.of(weights),
              TensorFlow.version(),
              PeakMemory.bytes().orElse(null));
      tell(report);
      // First what cannot be made again without training.
      kept.report().ifPresent(file -> write(file, report));
      kept.plots()
          .ifPresent(
              directory ->
                  new TrainingPlots(shell, directory).write(work, history, weights, bundle));
      shell.out().printf("%nNext: %s %s%n", shell.command(), source.next(bundle));
      return ExitCode.OK;
    }
  }

  /** A callback's place names its state in checkpoints: those that are always there come first. */
  private Fit fit(Workload work, StopOnSignal stop, AtomicLong seen, ResumeCheck resumed) {
    Fit fit = how.fit(work).withCheckpoints(kept.checkpointing());
    Callback counter = LambdaCallback.onBatchEnd(run -> seen.addAndGet(run.batchSize()));
    List<Callback> callbacks =
        Stream.of(
                Stream.of(stop, counter, shell.progress(), resumed),
                how.earlyStopping(fit).stream(),
                kept.tensorBoard().stream())
            .flatMap(each -> each)
            .toList();
    return fit.withCallbacks(callbacks);
  }

  private void announce(Workload work, Fit fit) {
    PrintStream out = shell.out();
    out.printf("%s: %s%n", work.name(), work.description());
    out.printf(
        "%,d images to train on, %s; epochs %d%s, batch size %d, seed %d%n%n",
        trained(work, fit),
        testedOn(work, fit),
        fit.epochs(),
        fit.stepsPerEpoch().map(" of %,d steps"::formatted).orElse(""),
        fit.batchSize(),
        how.seed());
    out.println(work.setup().model().summary());
  }

  private static String testedOn(Workload work, Fit fit) {
    long tested = work.test().size();
    if (fit.validationSplit() > 0) {
      return "%,d to validate on, %,d to test on".formatted(validated(work, fit), tested);
    }
    return (work.validation() == Validation.TEST_IMAGES
            ? "%,d to validate and test on"
            : "%,d to test on")
        .formatted(tested);
  }

  /** As {@link Fit#validationSplit} cuts. */
  private static long trained(Workload work, Fit fit) {
    return (long) Math.floor(work.training().size() * (1 - fit.validationSplit()));
  }

  private static long validated(Workload work, Fit fit) {
    return fit.validation().isPresent()
        ? work.test().size()
        : work.training().size() - trained(work, fit);
  }

  /** As after a crash between the last checkpoint and the export; a second export is told. */
  private void tellNothingTrained(int done, int wanted) {
    shell.note(
        "nothing was trained: the run has had %d of %d epochs already%s; testing and exporting it as it is"
            .formatted(done, wanted, done < wanted ? ", and --early-stopping has ended it" : ""));
  }

  private int tellStopped(long steps) {
    Optional<Path> checkpoints = kept.checkpoints();
    String rest =
        checkpoints
            .map(
                directory ->
                    "go on with: %s %s"
                        .formatted(
                            shell.command(),
                            ResumeWords.of(spec.commandLine().getParseResult(), directory)))
            .orElse("nothing was saved, because there is no --checkpoint-dir");
    shell.out().printf("%nStopped by SIGTERM at step %,d; %s%n", steps, rest);
    return checkpoints.isPresent() ? ExitCode.OK : STOPPED_AND_LOST;
  }

  private void tell(TrainingReport done) {
    Path bundle = Path.of(done.bundle());
    String size = Sizes.format(SavedModel.read(bundle).sizeBytes());
    PrintStream out = shell.out();
    out.printf("%nTest      %s%n", format(done.test()));
    out.printf(
        "Training  %.1f s, %,d steps, %,.0f images/s%n",
        done.seconds(), done.steps(), done.imagesPerSecond());
    out.printf("Bundle    %s (%s)%n", Shell.show(bundle), size);
  }

  private void write(Path file, TrainingReport done) {
    Json.writeFile(file, done);
    shell.out().printf("Report    %s%n", Shell.show(file));
  }

  /** As {@code loss 0.0278, accuracy 0.9912}. */
  private static String format(Map<String, Double> measured) {
    return measured.entrySet().stream()
        .map(entry -> "%s %.4f".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
