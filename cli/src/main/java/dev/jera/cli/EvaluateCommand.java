package dev.jera.cli;

import com.google.common.base.Stopwatch;
import dev.jera.cli.image.Classifier;
import dev.jera.cli.image.ImageInput;
import dev.jera.cli.image.Scores;
import dev.jera.cli.json.Json;
import dev.jera.datasets.ArrayDataset;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.Shapes;
import dev.jera.serving.Planning;
import dev.jera.serving.Predictor;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a bundle on test images, through the serving library alone. */
@Command(name = "evaluate", description = "Measure how many test images a bundle classifies right.")
final class EvaluateCommand implements Runnable {
  private final Shell shell;

  @Mixin private LoadableBundle bundle = new LoadableBundle();

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      converter = DatasetName.Words.class,
      completionCandidates = DatasetName.Words.class,
      description = "The test images: ${COMPLETION-CANDIDATES}.")
  private DatasetName name = DatasetName.MNIST;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the test images' two IDX files lie, gzipped or raw.")
  private Optional<Path> dataDirectory = Optional.empty();

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  EvaluateCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * What was measured; the JSON names are in snake_case.
   *
   * @param bundle the bundle, the version included
   * @param dataset the data set's name
   * @param images how many
   * @param right how many were classified right
   * @param accuracy their share
   * @param loss the mean cross-entropy
   * @param seconds how long it took, without loading
   * @param imagesPerSecond images a second
   */
  record Evaluation(
      String bundle,
      String dataset,
      int images,
      int right,
      double accuracy,
      double loss,
      double seconds,
      double imagesPerSecond) {}

  @Override
  public void run() {
    try (Predictor predictor = bundle.load(Planning.MEASURED)) {
      Classifier classifier =
          Classifier.of(predictor, Signatures.choose(predictor, Optional.empty()));
      ArrayDataset test = name.test(dataDirectory);
      checkFits(test, classifier.input());
      Evaluation evaluation = evaluate(classifier, test, predictor.path());
      if (json) {
        shell.out().print(Json.text(evaluation));
      } else {
        tell(evaluation);
      }
    }
  }

  private Evaluation evaluate(Classifier classifier, ArrayDataset test, Path bundle) {
    byte[] pixels = new byte[Math.toIntExact(test.features().size())];
    ((ByteNdArray) test.features()).copyTo(DataBuffers.of(pixels, false, false));
    Stopwatch watch = Stopwatch.createStarted();
    List<Scores> scores = classifier.classify(pixels);
    double seconds = watch.elapsed().toNanos() / 1e9;
    test.checkLabels(scores.get(0).probabilities().length());
    int right = 0;
    double loss = 0;
    for (int i = 0; i < scores.size(); i++) {
      int label = test.label(i);
      right += scores.get(i).best() == label ? 1 : 0;
      loss += scores.get(i).loss(label);
    }
    int images = scores.size();
    return new Evaluation(
        bundle.toString(),
        name.toString(),
        images,
        right,
        (double) right / images,
        loss / images,
        seconds,
        images / seconds);
  }

  private void checkFits(ArrayDataset test, ImageInput input) {
    Shape given = test.featureShape();
    Shape taken = Shape.of(input.height(), input.width(), input.channels());
    if (!given.equals(taken)) {
      throw new JeraException(
          "%s has images of %s, but input '%s' of %s takes %s (expected: a model of such images)"
              .formatted(
                  name.title(),
                  Shapes.format(given),
                  input.name(),
                  bundle.path(),
                  Shapes.format(taken)));
    }
  }

  private void tell(Evaluation evaluation) {
    PrintStream out = shell.out();
    out.printf(
        "%s on the %,d test images of %s%n",
        evaluation.bundle(), evaluation.images(), name.title());
    out.printf(
        "Accuracy  %.4f (%,d right, %,d wrong)%n",
        evaluation.accuracy(), evaluation.right(), evaluation.images() - evaluation.right());
    out.printf("Loss      %.4f%n", evaluation.loss());
    out.printf("Speed     %,.0f images/s%n", evaluation.imagesPerSecond());
  }
}
