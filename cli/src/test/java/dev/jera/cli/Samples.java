package dev.jera.cli;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Small bundles and data sets that tests make for themselves. */
final class Samples {
  private static final int EXAMPLES = 1_000;

  private Samples() {}

  /** A dense network on uint8 [?, 28, 28, 1]. */
  static Model uint8Model() {
    return Sequential.of(
        Input.of(28, 28, 1).withDtype(Dtype.UINT8),
        Rescaling.of(1 / 255.0),
        Flatten.of(),
        Dense.of(10).withActivation(Activations.SOFTMAX));
  }

  /** A dense network on float32 examples of a shape with 784 values. */
  static Model floatModel(long... shape) {
    return shape.length == 1
        ? Sequential.of(Input.of(shape), Dense.of(10).withActivation(Activations.SOFTMAX))
        : Sequential.of(
            Input.of(shape), Flatten.of(), Dense.of(10).withActivation(Activations.SOFTMAX));
  }

  /**
   * Trains a model for two epochs and exports it with the digits as labels.
   *
   * @return what the trainer measured on the test images
   */
  static Map<String, Double> train(Model model, Path bundle) {
    try (Trainer trainer =
        Trainer.compile(model, Adam.of(0.01), SparseCategoricalCrossentropy.of(), Accuracy.of())) {
      trainer.fit(fitted(Mnist.train().take(EXAMPLES), model.input()), Fit.epochs(2));
      trainer.export(bundle, Mnist.classNames());
      return trainer.evaluate(fitted(Mnist.test(), model.input()));
    }
  }

  /** The data as an input takes it: as it is, or as floats from 0 to 1 in the input's shape. */
  private static ArrayDataset fitted(ArrayDataset data, Input input) {
    if (input.dtype() == Dtype.UINT8) {
      return data;
    }
    byte[] pixels = pixels(data);
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      scaled[i] = (pixels[i] & 0xff) / 255f;
    }
    Shape shape = input.shape().prepend(data.size());
    return ArrayDataset.of(
        NdArrays.wrap(shape, DataBuffers.of(scaled, false, false)), data.labels());
  }

  /** The pixels of all images of a data set, 0 to 255. */
  static byte[] pixels(ArrayDataset data) {
    byte[] pixels = new byte[Math.toIntExact(data.features().size())];
    ((ByteNdArray) data.features()).copyTo(DataBuffers.of(pixels, false, false));
    return pixels;
  }

  /** Writes MNIST's first examples as the four IDX files of a data set. */
  static void writeIdx(Path directory, int trainingExamples, int testExamples) throws IOException {
    write(directory, "train", Mnist.train().take(trainingExamples));
    write(directory, "t10k", Mnist.test().take(testExamples));
  }

  private static void write(Path directory, String prefix, ArrayDataset data) throws IOException {
    int n = Math.toIntExact(data.size());
    byte[] labels = new byte[n];
    ((ByteNdArray) data.labels()).copyTo(DataBuffers.of(labels, false, false));
    Files.write(
        directory.resolve(prefix + "-images-idx3-ubyte"), idx(pixels(data), 0x803, n, 28, 28));
    Files.write(directory.resolve(prefix + "-labels-idx1-ubyte"), idx(labels, 0x801, n));
  }

  private static byte[] idx(byte[] elements, int... header) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(file);
    for (int word : header) {
      data.writeInt(word);
    }
    data.write(elements);
    return file.toByteArray();
  }
}
