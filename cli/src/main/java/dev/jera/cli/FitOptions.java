package dev.jera.cli;

import dev.jera.cli.Workload.Validation;
import dev.jera.training.Compilation;
import dev.jera.training.Fit;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.EarlyStopping;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.LearningRate;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code jera train} that say how it is trained. */
final class FitOptions {
  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description = "How often all images are seen (default: the recipe's; 20 for --images).")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description = "Images a step (default: the recipe's; 16 for --images).")
  private Optional<Integer> batchSize = Optional.empty();

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      converter = OptimizerName.Words.class,
      completionCandidates = OptimizerName.Words.class,
      description =
          "How gradients change weights: ${COMPLETION-CANDIDATES} (default: the recipe's; adam for --images).")
  private Optional<OptimizerName> optimizer = Optional.empty();

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      converter = Decimal.Rate.class,
      description = "How far a step goes (default: the recipe's, or that of --optimizer in Keras).")
  private Optional<Double> learningRate = Optional.empty();

  @Option(
      names = "--validation-split",
      paramLabel = "S",
      converter = Decimal.Share.class,
      description =
          "Validate on this share of the training images, the last ones, instead of training on them (default: what the recipe does; 0.2 for --images, if there are enough).")
  private Optional<Double> validationSplit = Optional.empty();

  @Option(
      names = "--early-stopping",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "Stop after N epochs that did not better the validation's loss, or the loss where nothing is validated on, and take the weights of the best one.")
  private Optional<Integer> patience = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Where all randomness comes from; the same seed gives the same weights (default: ${DEFAULT-VALUE}).")
  private long seed = Compilation.DEFAULT_SEED;

  long seed() {
    return seed;
  }

  /** How many epochs without a better result end the run, if any do. */
  Optional<Integer> patience() {
    return patience;
  }

  /** Which optimizer is taken. */
  OptimizerName optimizer(Setup setup) {
    return optimizer.orElse(setup.optimizer());
  }

  /** A recipe's learning rate is for its optimizer; another one has its own. */
  Compilation compilation(Setup setup) {
    Optional<LearningRate> rate =
        learningRate
            .map(LearningRate::constant)
            .or(() -> optimizer.isPresent() ? Optional.empty() : setup.learningRate());
    return Compilation.of(optimizer(setup).optimizer(rate), setup.loss(), Accuracy.of())
        .withSeed(seed);
  }

  /** Epochs, batches and validation. */
  Fit fit(Workload work) {
    Fit usual = work.setup().fit();
    Fit fit =
        usual
            .withEpochs(epochs.orElse(usual.epochs()))
            .withBatchSize(batchSize.orElse(usual.batchSize()));
    if (validationSplit.isPresent()) {
      return fit.withValidationSplit(validationSplit.get());
    }
    return work.validation() == Validation.TEST_IMAGES ? fit.withValidation(work.test()) : fit;
  }

  /** Who stops the run when it gets no better. */
  Optional<Callback> earlyStopping(Fit fit) {
    boolean validates = fit.validation().isPresent() || fit.validationSplit() > 0;
    return patience.map(
        epochs ->
            EarlyStopping.of(validates ? "val_loss" : "loss")
                .withPatience(epochs)
                .restoringBestWeights());
  }
}
