package dev.jera.datasets.record;

import static java.util.Objects.requireNonNull;

import dev.jera.datasets.DatasetException;
import dev.jera.datasets.Example;
import dev.jera.datasets.Pass;
import java.util.function.Function;
import java.util.function.Supplier;

/** The records of open files as examples. */
final class TfRecordPass implements Pass {

  private final TfRecordReader records;
  private final Function<TfExample, Example> parser;

  TfRecordPass(TfRecordReader records, Function<TfExample, Example> parser) {
    this.records = records;
    this.parser = parser;
  }

  @Override
  public boolean hasNext() {
    return records.hasNext();
  }

  @Override
  public Example next() {
    return nextTask().get();
  }

  @Override
  public Supplier<Example> nextTask() {
    TfRecord record = records.nextRecord();
    return () -> parse(record);
  }

  private Example parse(TfRecord record) {
    TfExample parsed = TfExample.parse(record.data(), record.place());
    try {
      return requireNonNull(parser.apply(parsed), "null, no example");
    } catch (RuntimeException e) {
      throw new DatasetException("%s: the parser failed: %s".formatted(record.place(), e), e);
    }
  }

  @Override
  public void close() {
    records.close();
  }
}
