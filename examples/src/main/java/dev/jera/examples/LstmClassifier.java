package dev.jera.examples;

import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.recurrent.LSTM;
import dev.jera.model.layer.reshaping.Reshape;
import dev.jera.runtime.Dtype;

/** An LSTM that reads MNIST's digits row by row. */
public final class LstmClassifier {
  private LstmClassifier() {}

  /** The network: 28 rows of 28 grey pixels, 0 to 255, in; ten probabilities out. */
  public static Model model() {
    SymbolicTensor image = Input.of(28, 28, 1).withDtype(Dtype.UINT8).tensor();
    SymbolicTensor rows = Reshape.of(28, 28).on(Rescaling.of(1 / 255.0).on(image));
    SymbolicTensor last = LSTM.of(128).on(rows);
    return Model.of(image, Dense.of(10).withActivation(SOFTMAX).on(last)).withName("lstm_rows");
  }

  /** Trains for an epoch and prints what the test images say. */
  public static void main(String[] args) {
    Classifiers.trainAnEpoch(model(), Mnist.train(), Mnist.test());
  }
}
