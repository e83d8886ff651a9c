package dev.jera.cli;

import com.google.common.base.Stopwatch;
import dev.jera.cli.json.Json;
import dev.jera.datasets.ArrayDataset;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.training.Checkpoints;
import dev.jera.training.Checkpoints.Start;
import dev.jera.training.Compilation;
import dev.jera.training.Fit;
import dev.jera.training.History;
import dev.jera.training.Trainer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Trains a recipe, tests it and exports it. */
@Command(
    name = "train",
    description = "Train a recipe, test it and export it as a SavedModel.",
    footerHeading = "%nRecipes:%n")
final class TrainCommand implements Runnable {
  private final Shell shell;

  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RECIPE",
      defaultValue = "keras-cnn",
      completionCandidates = Recipe.Words.class,
      description = "What to train: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private String name = "";

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description = "How often all images are seen (default: the recipe's).")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description = "Images a step (default: the recipe's).")
  private Optional<Integer> batchSize = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Where all randomness comes from; the same seed gives the same weights (default: ${DEFAULT-VALUE}).")
  private long seed = Compilation.DEFAULT_SEED;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the data set's four IDX files lie, gzipped or raw.")
  private Optional<Path> dataDirectory = Optional.empty();

  @Option(
      names = "--checkpoint-dir",
      paramLabel = "DIR",
      description =
          "Save the state of the run in DIR after every epoch, so that --resume can go on from it.")
  private Optional<Path> checkpointDirectory = Optional.empty();

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description =
          "Go on from the newest checkpoint in DIR, as if there had been no stop, and save there.")
  private Optional<Path> resume = Optional.empty();

  @Option(
      names = "--export",
      paramLabel = "DIR",
      description =
          "The bundle to make where DIR ends in a number, else where to make the next version (default: savedmodels/RECIPE).")
  private Optional<Path> export = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description = "Write down what was done and measured.")
  private Optional<Path> report = Optional.empty();

  TrainCommand(Shell shell) {
    this.shell = shell;
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    spec.usageMessage().footer(Recipe.table());
  }

  @Override
  public void run() {
    train(recipe());
  }

  /** Found here rather than by a converter, so that a mistyped option is told before its value. */
  private Recipe recipe() {
    try {
      return new Recipe.Words().convert(name);
    } catch (TypeConversionException e) {
      throw new ParameterException(spec.commandLine(), "Unknown recipe " + e.getMessage(), e);
    }
  }

  private void train(Recipe recipe) {
    Path target =
        export.orElseGet(() -> shell.home().resolve("savedmodels").resolve(recipe.toString()));
    Destination.checkBundle(target);
    report.ifPresent(file -> Destination.checkFile("--report", file));
    ArrayDataset training = recipe.prepare(recipe.data().train(dataDirectory));
    ArrayDataset test = recipe.prepare(recipe.data().test(dataDirectory));
    Fit fit =
        recipe
            .fit()
            .withEpochs(epochs.orElse(recipe.fit().epochs()))
            .withBatchSize(batchSize.orElse(recipe.fit().batchSize()))
            .withCheckpoints(checkpoints())
            .withCallbacks(shell.progress());

    announce(recipe, training, test, fit);
    TrainingReport done = train(recipe, training, test, fit, target);
    tell(done);
    report.ifPresent(file -> write(file, done));
    tellNext(recipe, done);
  }

  private Optional<Checkpoints> checkpoints() {
    return resume
        .map(directory -> Checkpoints.in(directory).withStart(Start.REQUIRE))
        .or(
            () ->
                checkpointDirectory.map(
                    directory -> Checkpoints.in(directory).withStart(Start.FRESH)));
  }

  private void announce(Recipe recipe, ArrayDataset training, ArrayDataset test, Fit fit) {
    PrintStream out = shell.out();
    out.printf("%s: %s%n", recipe, recipe.description());
    out.printf(
        "%,d images to train on, %,d to test on; epochs %d, batch size %d, seed %d%n%n",
        training.size(), test.size(), fit.epochs(), fit.batchSize(), seed);
    out.println(recipe.model().summary());
  }

  private TrainingReport train(
      Recipe recipe, ArrayDataset training, ArrayDataset test, Fit fit, Path target) {
    try (Trainer trainer = Trainer.compile(recipe.model(), recipe.compilation().withSeed(seed))) {
      Stopwatch watch = Stopwatch.createStarted();
      History history = trainer.fit(training, fit);
      double seconds = seconds(watch.elapsed());
      Map<String, Double> tested = trainer.evaluate(test);
      Path bundle = trainer.export(target, recipe.data().classNames());
      return new TrainingReport(
          recipe.toString(),
          seed,
          fit.epochs(),
          fit.batchSize(),
          training.size(),
          test.size(),
          history.rows(),
          tested,
          bundle.toAbsolutePath().normalize().toString(),
          seconds,
          training.size() * fit.epochs() / seconds,
          trainer.steps(),
          WeightsHash.of(trainer.weights()),
          TensorFlow.version(),
          PeakMemory.bytes().orElse(null));
    }
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

  private void tellNext(Recipe recipe, TrainingReport done) {
    String command =
        "%s evaluate %s --dataset %s"
            .formatted(
                shell.command(), Shell.quote(Shell.show(Path.of(done.bundle()))), recipe.data());
    String data =
        dataDirectory
            .map(directory -> " --data-dir " + Shell.quote(directory.toString()))
            .orElse("");
    shell.out().printf("%nNext: %s%s%n", command, data);
  }

  /** As {@code loss 0.0278, accuracy 0.9912}. */
  private static String format(Map<String, Double> measured) {
    return measured.entrySet().stream()
        .map(entry -> "%s %.4f".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
