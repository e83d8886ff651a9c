package dev.jera.datasets;

import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** The first examples of another pass. */
final class LimitedPass implements Pass {
  private final Pass source;
  private long left;

  LimitedPass(Pass source, long limit) {
    this.source = source;
    this.left = limit;
  }

  @Override
  public boolean hasNext() {
    return left > 0 && source.hasNext();
  }

  @Override
  public Example next() {
    advance();
    return source.next();
  }

  @Override
  public Supplier<Example> nextTask() {
    advance();
    return source.nextTask();
  }

  private void advance() {
    if (left == 0) {
      throw new NoSuchElementException();
    }
    left--;
  }

  @Override
  public void skip(long examples) {
    long skipped = Math.min(left, Checks.notNegative("examples", examples));
    source.skip(skipped);
    left -= skipped;
  }

  @Override
  public void close() {
    source.close();
  }
}
