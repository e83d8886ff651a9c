package dev.jera.datasets.csv;

import java.util.Arrays;

/** A row of a table. */
public final class CsvRow {

  private final float[] features;
  private final float label;
  private final long line;

  CsvRow(float[] features, float label, long line) {
    this.features = features;
    this.label = label;
    this.line = line;
  }

  /**
   * The features, in the order of {@link Csv#featureNames}; the array is this row's own, no copy.
   */
  public float[] features() {
    return features;
  }

  /** The number of its class, or the value to predict. */
  public float label() {
    return label;
  }

  /** The line of the unpacked file where it begins, from 1. */
  public long line() {
    return line;
  }

  @Override
  public String toString() {
    return "line %d: %s -> %s".formatted(line, Arrays.toString(features), label);
  }
}
