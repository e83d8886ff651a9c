package dev.jera.training;

import dev.jera.training.metric.Metric;
import java.util.Arrays;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;

/**
 * Examples that are measured.
 *
 * @param labels [n, ...]
 * @param predictions float32 [n, ...]
 * @param weights [n]
 */
public record MetricRun(NdArray<?> labels, NdArray<?> predictions, NdArray<?> weights) {

  /** With weights of 1. */
  public static MetricRun of(NdArray<?> labels, NdArray<?> predictions) {
    float[] ones = new float[Math.toIntExact(labels.shape().get(0))];
    Arrays.fill(ones, 1);
    return new MetricRun(labels, predictions, NdArrays.vectorOf(ones));
  }

  /** The same with these weights. */
  public MetricRun weighted(float... values) {
    return new MetricRun(labels, predictions, NdArrays.vectorOf(values));
  }

  /** How many examples there are. */
  public int size() {
    return Math.toIntExact(labels.shape().get(0));
  }

  /** The metric of all examples, in one batch. */
  public double of(Metric metric) {
    return inBatches(metric, size());
  }

  /** The metric of the first examples, in batches of these sizes; none gives that of nothing. */
  public double inBatches(Metric metric, int... sizes) {
    try (MeasuredMetric measured = new MeasuredMetric(metric, this)) {
      return measured.of(this, sizes);
    }
  }
}
