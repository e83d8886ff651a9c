package dev.jera.datasets;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Passes one after the other, each begun when it is its turn. */
final class ChainedPass implements Pass {

  /** One of the passes, not yet begun. */
  record Part(Dataset data, long number) {}

  private final Iterator<Part> parts;
  private @Nullable Pass current;

  /** How many examples the current pass still has, if that is known. */
  private OptionalLong left = OptionalLong.empty();

  ChainedPass(Iterator<Part> parts) {
    this.parts = parts;
  }

  @Override
  public boolean hasNext() {
    return currentWithNext() != null;
  }

  @Override
  public Example next() {
    Pass pass = requireNext();
    advance(1);
    return pass.next();
  }

  @Override
  public Supplier<Example> nextTask() {
    Pass pass = requireNext();
    advance(1);
    return pass.nextTask();
  }

  private Pass requireNext() {
    Pass pass = currentWithNext();
    if (pass == null) {
      throw new NoSuchElementException();
    }
    return pass;
  }

  private @Nullable Pass currentWithNext() {
    while (current == null || !current.hasNext()) {
      close();
      if (!parts.hasNext()) {
        return null;
      }
      begin(parts.next());
    }
    return current;
  }

  private void begin(Part part) {
    left = part.data().count();
    current = part.data().pass(part.number());
  }

  private void advance(long examples) {
    if (left.isPresent()) {
      left = OptionalLong.of(left.getAsLong() - examples);
    }
  }

  /** A pass whose count is known is skipped as a whole, and not begun if no example is wanted. */
  @Override
  public void skip(long examples) {
    long open = Checks.notNegative("examples", examples);
    while (open > 0) {
      if (current == null) {
        if (!parts.hasNext()) {
          return;
        }
        Part part = parts.next();
        OptionalLong count = part.data().count();
        if (count.isPresent() && count.getAsLong() <= open) {
          open -= count.getAsLong();
          continue;
        }
        begin(part);
      }
      open -= skipInCurrent(open);
    }
  }

  /** Skips in the current pass, and leaves it if it has no more. */
  private long skipInCurrent(long examples) {
    Pass pass = current;
    long skipped = 0;
    if (pass != null && left.isPresent()) {
      skipped = Math.min(examples, left.getAsLong());
      pass.skip(skipped);
      advance(skipped);
    } else if (pass != null) {
      while (skipped < examples && pass.hasNext()) {
        pass.nextTask();
        skipped++;
      }
    }
    if (skipped < examples) {
      close();
    }
    return skipped;
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
