package dev.jera.cli;

import dev.jera.cli.Workload.Validation;
import dev.jera.examples.DeepCnn;
import dev.jera.examples.FashionMlp;
import dev.jera.examples.KerasCnn;
import dev.jera.examples.KerasCnnRmsprop;
import dev.jera.examples.LeNet;
import dev.jera.training.Fit;
import dev.jera.training.loss.CategoricalCrossentropy;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.LearningRate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A network on a published data set: all that {@code jera train NAME} needs.
 *
 * @param name the word on the command line
 * @param description what it is, in a few words
 * @param setup the network, and how it is trained
 * @param data what it is trained and tested on
 * @param validation what it is validated on
 */
record Recipe(
    String name, String description, Setup setup, DatasetName data, Validation validation) {

  /** Tutorial 1. */
  static final Recipe KERAS_CNN =
      new Recipe(
          "keras-cnn",
          "a small convolutional network on MNIST, Adam",
          new Setup(
              KerasCnn.model(),
              OptimizerName.ADAM,
              Optional.of(KerasCnn.LEARNING_RATE),
              SparseCategoricalCrossentropy.of(),
              Fit.epochs(5)),
          DatasetName.MNIST,
          Validation.NONE);

  /** Tutorial 2. */
  static final Recipe KERAS_CNN_RMSPROP =
      new Recipe(
          "keras-cnn-rmsprop",
          "the same network, RMSprop on one-hot labels",
          new Setup(
              KerasCnn.model(),
              OptimizerName.RMSPROP,
              Optional.of(KerasCnnRmsprop.LEARNING_RATE),
              CategoricalCrossentropy.of(),
              Fit.epochs(5).withBatchSize(64)),
          DatasetName.MNIST,
          Validation.NONE);

  /** Tutorial 3. */
  static final Recipe FASHION_MLP =
      new Recipe(
          "fashion-mlp",
          "a small dense network on Fashion-MNIST, Adam",
          new Setup(
              FashionMlp.model(),
              OptimizerName.ADAM,
              Optional.of(FashionMlp.LEARNING_RATE),
              SparseCategoricalCrossentropy.of(),
              Fit.epochs(10)),
          DatasetName.FASHION_MNIST,
          Validation.NONE);

  /** Tutorial 4. */
  static final Recipe LENET =
      new Recipe(
          "lenet",
          "two convolutions on MNIST, validated on the test images",
          new Setup(
              LeNet.model(),
              OptimizerName.ADAM,
              Optional.of(LeNet.LEARNING_RATE),
              SparseCategoricalCrossentropy.ofLogits(),
              Fit.epochs(10)),
          DatasetName.MNIST,
          Validation.TEST_IMAGES);

  /** Tutorial 5: 20,000 steps. */
  static final Recipe DEEP_CNN =
      new Recipe(
          "deep-cnn",
          "a larger network on MNIST, gradient descent, 20,000 steps",
          new Setup(
              DeepCnn.model(),
              OptimizerName.GRADIENT_DESCENT,
              Optional.of(LearningRate.constant(0.001)),
              SparseCategoricalCrossentropy.ofLogits(),
              Fit.epochs(20).withStepsPerEpoch(1000).withBatchSize(100)),
          DatasetName.MNIST,
          Validation.NONE);

  /** All of them, the default first. */
  static final List<Recipe> ALL =
      List.of(KERAS_CNN, KERAS_CNN_RMSPROP, FASHION_MLP, LENET, DEEP_CNN);

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
