package dev.jera.datasets;

/**
 * The three parts of a published data set.
 *
 * @param train to fit on
 * @param validation to choose by: when to stop, which settings
 * @param test to report on, once
 */
public record Splits(ArrayDataset train, ArrayDataset validation, ArrayDataset test) {
  /**
   * Takes the examples to validate on from the end of the training ones.
   *
   * @param validation how many, 0..train.size()
   * @throws IllegalArgumentException if there are fewer
   */
  static Splits of(ArrayDataset train, ArrayDataset test, long validation) {
    long fitted = train.size() - validation;
    return new Splits(train.take(fitted), train.skip(fitted), test);
  }
}
