package dev.jera.cli.image;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A predictor that is asked for the classes of images. */
public final class Classifier {
  private static final int BATCH_SIZE = 256;

  private final Predictor predictor;
  private final Signature signature;
  private final ImageInput input;

  private Classifier(Predictor predictor, Signature signature, ImageInput input) {
    this.predictor = predictor;
    this.signature = signature;
    this.input = input;
  }

  /**
   * Takes a predictor for a classifier; it stays the caller's, who closes it.
   *
   * @throws JeraException if the signature is no classifier's
   */
  public static Classifier of(Predictor predictor, Signature signature) {
    return new Classifier(predictor, signature, inputOf(signature, predictor.path()));
  }

  private static ImageInput inputOf(Signature signature, Path bundle) {
    if (signature.inputs().size() != 1 || signature.outputs().size() != 1) {
      throw new JeraException(
          "Signature '%s' of %s has inputs %s and outputs %s (expected: one image in, one score a class out); ask it with 'jera run'"
              .formatted(
                  signature.name(),
                  bundle,
                  signature.inputs().keySet(),
                  signature.outputs().keySet()));
    }
    TensorSpec output = signature.outputs().values().iterator().next();
    if (output.dtype() != Dtype.FLOAT32 || output.shape().numDimensions() != 2) {
      throw new JeraException(
          "Output '%s' of %s holds no scores of classes: %s %s (expected: float32 [?, classes]); ask it with 'jera run'"
              .formatted(output.name(), bundle, output.dtype(), Shapes.format(output.shape())));
    }
    return ImageInput.of(signature.inputs().values().iterator().next(), bundle.toString());
  }

  /** The images that it takes. */
  public ImageInput input() {
    return input;
  }

  /**
   * Classifies images.
   *
   * @param pixels the values of all images, 0 to 255, in the order height, width, channels
   * @return the scores of each
   * @throws JeraException if the model answers with NaN
   */
  public List<Scores> classify(byte[] pixels) {
    List<Scores> scores = new ArrayList<>();
    int step = input.batchSize(BATCH_SIZE) * input.values();
    for (int from = 0; from < pixels.length; from += step) {
      int to = Math.min(from + step, pixels.length);
      TensorData batch = input.batch(Arrays.copyOfRange(pixels, from, to));
      add(predictor.predict(signature.name(), batch), scores);
    }
    return scores;
  }

  private void add(TensorData answer, List<Scores> scores) {
    float[] values = answer.floats();
    int classes = Math.toIntExact(answer.shape().get(1));
    for (int from = 0; from < values.length; from += classes) {
      double[] row = new double[classes];
      for (int i = 0; i < classes; i++) {
        row[i] = values[from + i];
        if (Double.isNaN(row[i])) {
          throw new JeraException(
              "%s answers NaN (expected: scores); its weights are no good, train it again"
                  .formatted(predictor.path()));
        }
      }
      scores.add(Scores.of(row));
    }
  }
}
