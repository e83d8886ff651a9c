package dev.jera.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;

/** Examples drawn from a buffer that is filled up in the order of the source. */
record BufferShuffledDataset(Dataset source, int buffer, long seed) implements Dataset {
  BufferShuffledDataset {
    Checks.positive("buffer", buffer);
  }

  @Override
  public Pass pass(long number) {
    Pass examples = source.pass(number);
    Random random = Seeded.random(seed, number);
    return new Pass() {
      /** Tasks, not examples: what needs no order is done when an example is drawn. */
      private final List<Supplier<Example>> waiting = new ArrayList<>();

      @Override
      public boolean hasNext() {
        return !waiting.isEmpty() || examples.hasNext();
      }

      @Override
      public Example next() {
        return nextTask().get();
      }

      @Override
      public Supplier<Example> nextTask() {
        while (waiting.size() < buffer && examples.hasNext()) {
          waiting.add(examples.nextTask());
        }
        if (waiting.isEmpty()) {
          throw new NoSuchElementException();
        }
        int last = waiting.size() - 1;
        int drawn = random.nextInt(waiting.size());
        Supplier<Example> task = waiting.get(drawn);
        waiting.set(drawn, waiting.get(last));
        waiting.remove(last);
        return task;
      }

      @Override
      public void close() {
        examples.close();
      }
    };
  }

  @Override
  public OptionalLong count() {
    return source.count();
  }
}
