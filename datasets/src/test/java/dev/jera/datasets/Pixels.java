package dev.jera.datasets;

import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Sums over data sets, to be held against published ones. */
final class Pixels {

  private Pixels() {}

  /** Mean of all pixels, 0..1. */
  static double mean(ArrayDataset dataset) {
    var bytes = new byte[Math.toIntExact(dataset.features().shape().size())];
    ((ByteNdArray) dataset.features()).copyTo(DataBuffers.of(bytes, false, false));
    long sum = 0;
    for (byte pixel : bytes) {
      sum += Byte.toUnsignedInt(pixel);
    }
    return sum / 255.0 / bytes.length;
  }

  static int[] countsOfLabels(ArrayDataset dataset) {
    var counts = new int[10];
    for (long i = 0; i < dataset.size(); i++) {
      counts[dataset.label(i)]++;
    }
    return counts;
  }

  static int[] firstLabels(ArrayDataset dataset, int n) {
    var labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = dataset.label(i);
    }
    return labels;
  }
}
