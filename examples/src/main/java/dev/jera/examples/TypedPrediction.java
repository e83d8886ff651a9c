package dev.jera.examples;

import dev.jera.datasets.Mnist;
import dev.jera.runtime.TensorData;
import dev.jera.serving.Predictor;
import dev.jera.serving.mapping.MappedName;
import dev.jera.serving.mapping.RecordPredictor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A bundle that is asked by records: their components are its inputs and outputs. */
@SuppressWarnings("ArrayRecordComponent")
public final class TypedPrediction {
  private static final int IMAGES = 3;

  private TypedPrediction() {}

  // README begins
  /** A component is an input or an output by its name, or by the one given to it. */
  public record Image(@MappedName("input_1") byte[] pixels) {}

  public record Digit(@MappedName("dense_1") float[] probabilities) {}

  static List<Digit> read(Path bundle, List<Image> images) {
    try (Predictor predictor = Predictor.load(bundle)) {
      RecordPredictor<Image, Digit> digits =
          RecordPredictor.of(predictor, Image.class, Digit.class);
      return digits.predict(images); // one call
    }
  }

  // README ends

  /**
   * Asks for the digits of the first test images.
   *
   * @param args the bundle, or the directory of its versions
   */
  public static void main(String[] args) {
    Path bundle = Path.of(args.length > 0 ? args[0] : "savedmodels/mnist-cnn");
    List<Image> images =
        IntStream.range(0, IMAGES)
            .mapToObj(i -> TensorData.of(Mnist.test().skip(i).take(1).features()).bytes())
            .map(Image::new)
            .toList();
    read(bundle, images).forEach(digit -> System.out.printf("7: %.4f%n", digit.probabilities()[7]));
  }
}
