package dev.jera.cli;

import com.google.common.primitives.Bytes;
import dev.jera.cli.image.Classifier;
import dev.jera.cli.image.Picture;
import dev.jera.cli.image.Scores;
import dev.jera.cli.json.Json;
import dev.jera.serving.Planning;
import dev.jera.serving.Predictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Classifies image files. */
@Command(
    name = "predict",
    description = {
      "Say what is on images, PNG or JPEG of any size.",
      "Dark on light is inverted, since models of MNIST's kind know light on dark."
    })
final class PredictCommand implements Runnable {
  private final Shell shell;

  @Mixin private LoadableBundle bundle = new LoadableBundle();

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG or JPEG files; all must be good before any is answered.")
  private List<Path> images = List.of();

  @Option(names = "--json", description = "Answer in JSON, with the three most probable classes.")
  private boolean json;

  PredictCommand(Shell shell) {
    this.shell = shell;
  }

  /** All answers, as {@code --json} gives them. */
  record Answer(String bundle, List<Prediction> predictions) {}

  @Override
  public void run() {
    List<Prediction> predictions;
    Path path;
    try (Predictor predictor = bundle.load(Planning.NONE)) {
      path = predictor.path();
      Classifier classifier =
          Classifier.of(predictor, Signatures.choose(predictor, Optional.empty()));
      List<Picture> pictures =
          images.stream().map(file -> Picture.read(file, classifier.input())).toList();
      predictions = predict(classifier, pictures, predictor.labels());
    }
    if (json) {
      shell.out().print(Json.text(new Answer(path.toString(), predictions)));
    } else {
      predictions.stream().filter(Prediction::inverted).forEach(this::tellInverted);
      tell(predictions);
    }
  }

  private static List<Prediction> predict(
      Classifier classifier, List<Picture> pictures, List<String> labels) {
    byte[] pixels = Bytes.concat(pictures.stream().map(Picture::pixels).toArray(byte[][]::new));
    List<Scores> scores = classifier.classify(pixels);
    return IntStream.range(0, pictures.size())
        .mapToObj(i -> Prediction.of(pictures.get(i), scores.get(i), labels))
        .toList();
  }

  private void tellInverted(Prediction prediction) {
    shell.note(prediction.image() + " is dark on light; inverted it");
  }

  private void tell(List<Prediction> predictions) {
    Table table = new Table().row("Image", "Class", "Label", "Probability");
    predictions.forEach(
        p ->
            table.row(
                p.image(),
                Integer.toString(p.classNumber()),
                p.label(),
                "%.4f".formatted(p.probability())));
    table.print(shell.out());
  }
}
