package dev.jera.datasets;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** Data sets of examples that are a number each: the feature n as a float, the label n. */
final class Numbers {

  private Numbers() {}

  static Example example(int n) {
    return Example.of(NdArrays.vectorOf((float) n), NdArrays.scalarOf(n));
  }

  /** 0..n-1 in arrays. */
  static ArrayDataset arrays(int n) {
    var features = new float[n];
    for (int i = 0; i < n; i++) {
      features[i] = i;
    }
    return Dataset.of(
        NdArrays.vectorOf(features).withShape(Shape.of(n, 1)),
        NdArrays.vectorOf(IntStream.range(0, n).toArray()));
  }

  /** The numbers as a stream of which only reading tells the length. */
  static Stream stream(int... numbers) {
    return new Stream(ImmutableIntArray.copyOf(numbers), new AtomicInteger(), new AtomicInteger());
  }

  static int number(Example example) {
    return ((IntNdArray) example.label()).getInt();
  }

  static Example plus(Example example, int n) {
    return example(number(example) + n);
  }

  static List<Integer> numbers(Dataset data, long pass) {
    try (Pass examples = data.pass(pass)) {
      return rest(examples);
    }
  }

  static List<Integer> rest(Pass examples) {
    var numbers = new ArrayList<Integer>();
    while (examples.hasNext()) {
      numbers.add(number(examples.next()));
    }
    return numbers;
  }

  /** Counts how many passes were begun and closed. */
  record Stream(ImmutableIntArray numbers, AtomicInteger begun, AtomicInteger closed)
      implements Dataset {
    @Override
    public Pass pass(long number) {
      begun.incrementAndGet();
      return new Pass() {
        private int next;
        private boolean open = true;

        @Override
        public boolean hasNext() {
          return next < numbers.length();
        }

        @Override
        public Example next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          return example(numbers.get(next++));
        }

        @Override
        public void close() {
          if (open) {
            open = false;
            closed.incrementAndGet();
          }
        }
      };
    }

    @Override
    public OptionalLong count() {
      return OptionalLong.empty();
    }
  }
}
