package dev.jera.cli;

import dev.jera.datasets.ArrayDataset;
import dev.jera.examples.DeepCnn;
import dev.jera.examples.FashionMlp;
import dev.jera.examples.KerasCnn;
import dev.jera.examples.LeNet;
import dev.jera.model.Model;
import dev.jera.runtime.Dtype;
import dev.jera.training.Compilation;
import dev.jera.training.Fit;
import dev.jera.training.loss.CategoricalCrossentropy;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import dev.jera.training.optimizer.RMSprop;
import dev.jera.training.optimizer.SGD;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that {@code jera train NAME} needs.
 *
 * @param name the word on the command line
 * @param description what it is, in a few words
 * @param model the network
 * @param compilation optimizer, loss and metrics, with Jera's default seed
 * @param data what it is trained and tested on
 * @param fit epochs and batch size
 */
record Recipe(
    String name,
    String description,
    Model model,
    Compilation compilation,
    DatasetName data,
    Fit fit) {

  /** Tutorial 1. */
  static final Recipe KERAS_CNN =
      new Recipe(
          "keras-cnn",
          "a small convolutional network on MNIST, Adam",
          KerasCnn.model(),
          Compilation.of(Adam.of(), SparseCategoricalCrossentropy.of(), Accuracy.of()),
          DatasetName.MNIST,
          Fit.epochs(5).withBatchSize(64));

  /** Tutorial 2. */
  static final Recipe KERAS_CNN_RMSPROP =
      new Recipe(
          "keras-cnn-rmsprop",
          "the same network, RMSprop on one-hot labels",
          KerasCnn.model(),
          Compilation.of(RMSprop.of(), CategoricalCrossentropy.of(), Accuracy.of()),
          DatasetName.MNIST,
          Fit.epochs(5).withBatchSize(64));

  /** Tutorial 3. */
  static final Recipe FASHION_MLP =
      new Recipe(
          "fashion-mlp",
          "a small dense network on Fashion-MNIST, Adam",
          FashionMlp.model(),
          Compilation.of(
              Adam.of(FashionMlp.LEARNING_RATE), SparseCategoricalCrossentropy.of(), Accuracy.of()),
          DatasetName.FASHION_MNIST,
          Fit.epochs(10).withBatchSize(FashionMlp.BATCH_SIZE));

  /** Tutorial 4. */
  static final Recipe LENET =
      new Recipe(
          "lenet",
          "two convolutions on MNIST, logits, validated on the test images",
          LeNet.model(),
          Compilation.of(Adam.of(), SparseCategoricalCrossentropy.ofLogits(), Accuracy.of()),
          DatasetName.MNIST,
          Fit.epochs(10));

  /** Tutorial 5: 20,000 steps. */
  static final Recipe DEEP_CNN =
      new Recipe(
          "deep-cnn",
          "5 x 5 convolutions, Dense 1024 and dropout on MNIST, gradient descent",
          DeepCnn.model(),
          Compilation.of(SGD.of(0.001), SparseCategoricalCrossentropy.ofLogits(), Accuracy.of()),
          DatasetName.MNIST,
          Fit.epochs(20).withStepsPerEpoch(1000).withBatchSize(100));

  /** All of them, the default first. */
  static final List<Recipe> ALL =
      List.of(KERAS_CNN, KERAS_CNN_RMSPROP, FASHION_MLP, LENET, DEEP_CNN);

  /** Gives the labels the form that the loss wants: class numbers as they are, or one-hot rows. */
  ArrayDataset prepare(ArrayDataset examples) {
    boolean oneHot = compilation.objectives().get(0).loss().labelDtype() == Dtype.FLOAT32;
    return oneHot ? examples.oneHot(data.classNames().size()) : examples;
  }

  /** All recipes with their descriptions, a line each. */
  static String table() {
    return ALL.stream()
        .map(recipe -> "  %-17s  %s%%n".formatted(recipe.name, recipe.description))
        .collect(Collectors.joining());
  }

  /** The word on the command line. */
  @Override
  public String toString() {
    return name;
  }

  /** Reads the word. */
  static final class Words extends Choice<Recipe> {
    Words() {
      super(ALL);
    }
  }
}
