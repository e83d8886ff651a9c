package dev.jera.cli;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.FashionMnist;
import dev.jera.datasets.Mnist;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A data set of 28 x 28 grey images that the command line knows by name. */
enum DatasetName {
  /** Handwritten digits, shipped with Jera. */
  MNIST("mnist", "MNIST"),
  /** Photographs of clothes, found on this machine or downloaded. */
  FASHION_MNIST("fashion-mnist", "Fashion-MNIST");

  private final String word;
  private final String title;

  DatasetName(String word, String title) {
    this.word = word;
    this.title = title;
  }

  /** The examples to train on, from a directory of the user's or from where they are at home. */
  ArrayDataset train(Optional<Path> directory) {
    return switch (this) {
      case MNIST -> directory.map(Mnist::train).orElseGet(Mnist::train);
      case FASHION_MNIST -> directory.map(FashionMnist::train).orElseGet(FashionMnist::train);
    };
  }

  /** The examples to test on, from a directory of the user's or from where they are at home. */
  ArrayDataset test(Optional<Path> directory) {
    return switch (this) {
      case MNIST -> directory.map(Mnist::test).orElseGet(Mnist::test);
      case FASHION_MNIST -> directory.map(FashionMnist::test).orElseGet(FashionMnist::test);
    };
  }

  /** The names of the classes, by label. */
  List<String> classNames() {
    return switch (this) {
      case MNIST -> Mnist.classNames();
      case FASHION_MNIST -> FashionMnist.classNames();
    };
  }

  /** The name as people write it, such as {@code Fashion-MNIST}. */
  String title() {
    return title;
  }

  /** The word on the command line. */
  @Override
  public String toString() {
    return word;
  }

  /** Reads the word. */
  static final class Words extends Choice<DatasetName> {
    Words() {
      super(List.of(values()));
    }
  }
}
