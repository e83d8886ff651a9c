package dev.jera.datasets.csv;

import dev.jera.datasets.Example;
import dev.jera.datasets.Pass;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;

/** The rows of an open file as examples. */
final class CsvPass implements Pass {

  private final CsvRows rows;
  private final boolean classes;

  CsvPass(CsvRows rows, CsvLabel label) {
    this.rows = rows;
    classes = !(label instanceof CsvLabel.Value);
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Example next() {
    CsvRow row = rows.next();
    NdArray<?> label =
        classes ? NdArrays.scalarOf((int) row.label()) : NdArrays.vectorOf(row.label());
    return Example.of(NdArrays.vectorOf(row.features()), label);
  }

  @Override
  public void close() {
    rows.close();
  }
}
