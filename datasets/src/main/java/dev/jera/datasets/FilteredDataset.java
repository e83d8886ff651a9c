package dev.jera.datasets;

import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The examples that a test lets through. */
record FilteredDataset(Dataset source, Predicate<? super Example> test) implements Dataset {
  @Override
  public Pass pass(long pass) {
    Pass examples = source.pass(pass);
    return new Pass() {
      private long next;
      private @Nullable Example found;

      @Override
      public boolean hasNext() {
        return find() != null;
      }

      @Override
      public Example next() {
        Example example = find();
        if (example == null) {
          throw new NoSuchElementException();
        }
        found = null;
        return example;
      }

      private @Nullable Example find() {
        while (found == null && examples.hasNext()) {
          long number = next++;
          Example example = examples.next();
          if (Mapping.guarded("filter", number, () -> test.test(example))) {
            found = example;
          }
        }
        return found;
      }

      @Override
      public void close() {
        examples.close();
      }
    };
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.empty();
  }
}
