package dev.jera.cli;

import dev.jera.cli.image.Classifier;
import dev.jera.cli.image.Scores;
import dev.jera.datasets.ArrayDataset;
import dev.jera.model.Model.Node;
import dev.jera.model.Weights;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.runtime.JeraException;
import dev.jera.serving.Predictor;
import dev.jera.training.History;
import dev.jera.training.metric.ConfusionMatrix;
import dev.jera.training.plot.ConfusionMatrixPlot;
import dev.jera.training.plot.FilterGrid;
import dev.jera.training.plot.HistoryPlot;
import dev.jera.training.plot.ImageGrid;
import dev.jera.training.plot.Mistake;
import dev.jera.training.plot.Plot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The pictures of a training run, as {@code --plots} wants them. */
final class TrainingPlots {
  /** A confusion matrix of more has no picture that can be looked at. */
  private static final int MOST_CLASSES = 100;

  private final Shell shell;
  private final Path directory;

  TrainingPlots(Shell shell, Path directory) {
    this.shell = shell;
    this.directory = directory;
  }

  /**
   * Draws all pictures over those that are there, and says where they are.
   *
   * @param weights what was trained
   * @param bundle what is asked about the test images
   */
  void write(Workload work, History history, Weights weights, Path bundle) {
    ArrayDataset test = work.test();
    List<String> names = work.classNames();
    FloatNdArray probabilities = predict(test, bundle);
    ConfusionMatrix matrix = ConfusionMatrix.of(test.labels(), probabilities, names.size());
    write("history.png", HistoryPlot.of(history).withTitle(work.name()));
    write(
        "predictions.png",
        ImageGrid.ofPredictions(test, probabilities, names).withTitle("Test images"));
    if (names.size() > MOST_CLASSES) {
      skip("confusion-matrix.png", "more than %d classes".formatted(MOST_CLASSES));
    } else {
      write(
          "confusion-matrix.png",
          ConfusionMatrixPlot.of(matrix, names)
              .withTitle("%,d test images".formatted(test.size())));
    }
    if (Mistake.mostConfidentFirst(test.labels(), probabilities).isEmpty()) {
      skip("mistakes.png", "all test images are classified right");
    } else {
      write("mistakes.png", ImageGrid.ofMistakes(test, probabilities, names).withTitle("Mistakes"));
    }
    firstKernel(work, weights)
        .ifPresentOrElse(
            kernel ->
                write("filters.png", FilterGrid.of(kernel).withTitle("Filters of the first layer")),
            () -> skip("filters.png", "the network does not begin with a convolution of images"));
  }

  private void write(String name, Plot plot) {
    Path file = directory.resolve(name);
    plot.write(file);
    shell.out().printf("Picture   %s%n", Shell.show(file));
  }

  /** What an earlier run left here would be taken for this one's. */
  private void skip(String name, String reason) {
    Path file = directory.resolve(name);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new JeraException("%s cannot be deleted: %s".formatted(file, e), e);
    }
    shell.out().printf("Picture   no %s: %s%n", name, reason);
  }

  /** [images, classes] */
  private static FloatNdArray predict(ArrayDataset test, Path bundle) {
    byte[] pixels = new byte[Math.toIntExact(test.features().size())];
    ((ByteNdArray) test.features()).copyTo(DataBuffers.of(pixels, false, false));
    List<Scores> scores;
    try (Predictor predictor = Predictor.load(bundle)) {
      scores =
          Classifier.of(predictor, Signatures.choose(predictor, Optional.empty())).classify(pixels);
    }
    int classes = scores.get(0).probabilities().length();
    FloatNdArray rows = NdArrays.ofFloats(Shape.of(scores.size(), classes));
    for (int i = 0; i < scores.size(); i++) {
      for (int c = 0; c < classes; c++) {
        rows.setFloat((float) scores.get(i).probabilities().get(c), i, c);
      }
    }
    return rows;
  }

  /** The kernel of the first layer that has weights, if it is a convolution of grey or colours. */
  private static Optional<NdArray<?>> firstKernel(Workload work, Weights weights) {
    return work.setup().model().nodes().stream()
        .filter(node -> !node.weights().isEmpty())
        .findFirst()
        .filter(node -> node.layer() instanceof Conv2D)
        .map(Node::name)
        .<NdArray<?>>map(name -> weights.get(name + "/kernel"))
        .filter(kernel -> kernel.shape().get(2) == 1 || kernel.shape().get(2) == 3);
  }
}
