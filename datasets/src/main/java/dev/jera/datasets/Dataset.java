package dev.jera.datasets;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.tensorflow.ndarray.NdArray;

/**
 * Labelled examples that are read one after the other: a description, which holds no open file.
 *
 * <p>Two passes of one number give the same examples in the same order, so that a run that was
 * stopped goes on where it was. Every operation here keeps that, and describes only: what it does
 * is done when a pass is read. The usual order is {@code shuffle}, {@code map}, {@code prefetch},
 * {@code batch}.
 *
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/data/Dataset">tf.data.Dataset, after
 *     which operations are named</a>
 */
public interface Dataset {
  /**
   * Begins a pass.
   *
   * @param number 0 for the first pass of a run, then 1 ...; what is shuffled has another order in
   *     each
   */
  Pass pass(long number);

  /** How many examples a pass has; empty if only reading tells, or if it is endless. */
  OptionalLong count();

  /**
   * Examples in memory.
   *
   * @param features [n, ...]
   * @param labels [n, ...]
   * @throws IllegalArgumentException if an array is a scalar or the first axes differ
   */
  static ArrayDataset of(NdArray<?> features, NdArray<?> labels) {
    return ArrayDataset.of(features, labels);
  }

  /**
   * Examples in memory, for a model of several inputs or outputs.
   *
   * @param features [n, ...] each, by input name
   * @param labels [n, ...] each, by output name
   * @throws IllegalArgumentException if an array is a scalar or the first axes differ
   */
  static ArrayDataset of(Map<String, NdArray<?>> features, Map<String, NdArray<?>> labels) {
    return ArrayDataset.of(features, labels);
  }

  /**
   * Changes every example.
   *
   * <p>What the function throws comes out of the pass as a {@link DatasetException} that names the
   * example's number.
   *
   * @param function gives the same for the same example; several threads may call it at once
   */
  default Dataset map(UnaryOperator<Example> function) {
    return new MappedDataset(this, Mapping.of("map", function));
  }

  /**
   * Changes every example with random numbers that can be had again, for augmentation: they depend
   * on the seed, the number of the pass and the example's number in it, and on nothing else.
   *
   * <p>An example is changed in another way in every pass, so the result has no random access: what
   * is to be shuffled as a whole is shuffled before.
   *
   * @param function gives the same for the same example and random numbers; several threads may
   *     call it at once, each with a generator of its own
   */
  default Dataset map(long seed, BiFunction<Example, RandomGenerator, Example> function) {
    return new MappedDataset(this, Mapping.random(seed, function));
  }

  /**
   * Only the examples that pass the test; how many is not known.
   *
   * <p>What the test throws comes out as from {@link #map(UnaryOperator)}.
   *
   * @param test gives the same for the same example
   */
  default Dataset filter(Predicate<? super Example> test) {
    return new FilteredDataset(this, test);
  }

  /**
   * The first {@code n} examples of every pass. If the count is not known, there may be fewer.
   *
   * @param n 0..count()
   * @throws IllegalArgumentException if it is negative or beyond a known count
   */
  default Dataset take(long n) {
    return new TakenDataset(this, n);
  }

  /**
   * All but the first {@code n} examples of every pass.
   *
   * @param n 0..count()
   * @throws IllegalArgumentException if it is negative or beyond a known count
   */
  default Dataset skip(long n) {
    return new SkippedDataset(this, n);
  }

  /**
   * Pass after pass without an end; what is shuffled has another order each time. Its passes are
   * made of those of this as {@link #repeat(long)} says. A pass without examples is a {@link
   * DatasetException}.
   */
  default Dataset repeat() {
    return new RepeatedDataset(this, RepeatedDataset.ENDLESS);
  }

  /**
   * Several passes as one. Pass 0 of it has the passes 0, 1, ... times - 1 of this; every further
   * one begins at a pass far from those of the others, so that what is shuffled comes in an order
   * that was not there before, in nested repetitions, too.
   *
   * @param times at least 0; {@code Long.MAX_VALUE} is endless
   * @throws IllegalArgumentException if it is negative
   */
  default Dataset repeat(long times) {
    return new RepeatedDataset(this, times);
  }

  /** These examples, then those of another data set. */
  default Dataset concat(Dataset other) {
    return new ConcatenatedDataset(this, other);
  }

  /**
   * Shuffles through a buffer: each example is drawn from the next {@code buffer} ones that were
   * not drawn yet; another order in every pass. The larger the buffer the better; 1 keeps the
   * order.
   *
   * @param buffer how many examples wait in memory, at least 1
   * @param seed of all orders
   * @throws IllegalArgumentException if the buffer is below 1
   */
  default Dataset shuffle(int buffer, long seed) {
    return new BufferShuffledDataset(this, buffer, seed);
  }

  /**
   * Examples as steps of training take them; those that fill no whole batch are a smaller one.
   *
   * @param size examples in a batch, at least 1
   * @throws IllegalArgumentException if it is below 1
   */
  default BatchedDataset batch(int size) {
    return new BatchedDataset(this, size, BatchedDataset.Remainder.KEEP);
  }

  /**
   * Keeps the examples in memory: the first to ask for one reads pass 0, to its end. So every pass
   * has the order and the random changes of pass 0: shuffle and augment what is cached, not before.
   *
   * <p>Several threads may use it. If reading fails, nothing is kept. {@code size} and {@code
   * count} read too, if nothing else tells.
   */
  default IndexedDataset cache() {
    return new CachedDataset(this);
  }

  /**
   * Reads ahead on as many threads as there are processors. The order stays.
   *
   * @param examples how many may be ready or in work, at least 1
   * @throws IllegalArgumentException if it is below 1
   */
  default Dataset prefetch(int examples) {
    return prefetch(examples, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Reads ahead on other threads. The order stays, and an exception comes where its example would.
   * What reads by index, and what maps, does so on all threads at once; the rest one after the
   * other.
   *
   * <p>The threads end with the pass, or when it is closed, which waits for examples in work after
   * interrupting them. If the reading thread is interrupted, it gets a {@link DatasetException} and
   * stays interrupted.
   *
   * @param examples how many may be ready or in work, at least 1
   * @param threads at least 1
   * @throws IllegalArgumentException if one is below 1
   */
  default Dataset prefetch(int examples, int threads) {
    return new PrefetchedDataset(this, examples, threads);
  }

  /**
   * Makes class numbers one-hot: the only label, an integer [], becomes a float32 [classes] with a
   * 1 in the column of the class and 0 elsewhere. Another label is a {@link DatasetException} when
   * it is read.
   *
   * @param classes number of classes, at least 1
   * @throws IllegalArgumentException if it is below 1
   */
  default Dataset oneHot(int classes) {
    return new MappedDataset(this, ClassLabels.oneHot(classes));
  }

  /**
   * Multiplies the weight of each example by that of its class, as told by the only label: a class
   * number, or a one-hot row.
   *
   * @param weights by class number, each at least 0 and finite; 1 for classes that are not here
   * @throws IllegalArgumentException if a weight is negative, NaN or infinite
   * @see <a href="https://keras.io/api/models/model_training_apis/">class_weight of Keras' fit</a>
   */
  default Dataset weighByClass(Map<Integer, Double> weights) {
    return new MappedDataset(this, new ClassWeights(weights).mapping());
  }

  /**
   * Counts the examples of each class, in one pass that must have an end.
   *
   * @return count by class number, of the classes that come
   * @throws DatasetException if the only label of an example is neither a class number nor a
   *     one-hot row
   */
  default SortedMap<Integer, Long> classCounts() {
    var counts = new TreeMap<Integer, Long>();
    try (Pass pass = pass(0)) {
      for (long i = 0; pass.hasNext(); i++) {
        Example example = pass.next();
        int number = Mapping.guarded("classCounts", i, () -> ClassLabels.classOf(example.label()));
        counts.merge(number, 1L, Long::sum);
      }
    }
    return ImmutableSortedMap.copyOf(counts);
  }

  /**
   * Copies pass 0, which must have an end, into arrays.
   *
   * @throws DatasetException if there are no examples, or if one differs from the first in names,
   *     element type or shape; the message has its number
   */
  default ArrayDataset toArrays() {
    return ArrayCollector.collect(this);
  }
}
