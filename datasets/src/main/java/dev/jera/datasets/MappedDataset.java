package dev.jera.datasets;

import java.util.OptionalLong;
import java.util.function.Supplier;

/** Examples changed one by one. */
record MappedDataset(Dataset source, Mapping mapping) implements Dataset {
  @Override
  public Pass pass(long pass) {
    Pass examples = source.pass(pass);
    return new Pass() {
      private long next;

      @Override
      public boolean hasNext() {
        return examples.hasNext();
      }

      @Override
      public Example next() {
        long number = next++;
        return mapping.apply(examples.next(), pass, number);
      }

      @Override
      public Supplier<Example> nextTask() {
        long number = next++;
        Supplier<Example> task = examples.nextTask();
        return () -> mapping.apply(task.get(), pass, number);
      }

      @Override
      public void skip(long count) {
        examples.skip(count);
        next += count;
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
