package dev.jera.datasets;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.Ints;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** A data set of which any example can be read without reading those before it. */
public interface IndexedDataset extends Dataset {
  /** Number of examples; 0 is possible. */
  long size();

  /**
   * One example. Several threads may ask at once.
   *
   * @param index 0..size()-1
   * @throws IndexOutOfBoundsException if there is no such example
   * @throws DatasetException if it cannot be read
   */
  Example get(long index);

  /**
   * The class number of one example, from its only label.
   *
   * @param index 0..size()-1
   * @throws IndexOutOfBoundsException if there is no such example
   * @throws IllegalArgumentException if its label is neither a class number nor a one-hot row, or
   *     it has several
   * @throws DatasetException if it cannot be read
   */
  default int label(long index) {
    return ClassLabels.classOf(get(index).label());
  }

  @Override
  default OptionalLong count() {
    return OptionalLong.of(size());
  }

  /** The examples by their index, the same in every pass. */
  @Override
  default Pass pass(long number) {
    return new IndexedPass(this);
  }

  /**
   * These examples in this order, as a view.
   *
   * @param order indices, each 0..size()-1; one may come often, or not at all
   * @throws IllegalArgumentException if an index is outside
   */
  default IndexedDataset select(int[] order) {
    return new SelectedDataset(this, ImmutableIntArray.copyOf(order));
  }

  @Override
  default IndexedDataset map(UnaryOperator<Example> function) {
    return new MappedIndexedDataset(this, Mapping.of("map", function));
  }

  @Override
  default IndexedDataset take(long n) {
    return new RangeDataset(this, 0, Checks.count(n, count()));
  }

  @Override
  default IndexedDataset skip(long n) {
    return new RangeDataset(this, Checks.count(n, count()), size());
  }

  /** These examples, then those of another data set. */
  default IndexedDataset concat(IndexedDataset other) {
    return new ConcatenatedIndexedDataset(this, other);
  }

  /**
   * All examples in another order in every pass; every order is as likely.
   *
   * @param seed of all orders
   */
  default Dataset shuffle(long seed) {
    return new ShuffledDataset(this, seed);
  }

  /**
   * All examples in one random order, the same in every pass: what comes before {@code split}, if
   * examples lie in an order that means something.
   *
   * @param seed of the order
   */
  default IndexedDataset shuffleOnce(long seed) {
    return select(Seeded.permutation(Ints.checkedCast(size()), Seeded.random(seed)));
  }

  /**
   * Cuts the examples in parts as they lie: {@code split(0.8)} in two, {@code split(0.8, 0.1)} in
   * three.
   *
   * @param shares of all parts but the last, which is the rest; each above 0, together below 1
   * @return the parts, as views; one more than shares; cut to the nearest example
   * @throws IllegalArgumentException if the shares are outside of that
   */
  default List<IndexedDataset> split(double... shares) {
    return Cuts.apply(this, Cuts.byShare(size(), shares));
  }

  /**
   * Cuts the examples in parts as they lie: {@code split(55_000)} in two, the second with the rest.
   *
   * @param counts of all parts but the last, which is the rest; each at least 0, together at most
   *     size()
   * @return the parts, as views; one more than counts
   * @throws IllegalArgumentException if the counts are outside of that
   */
  default List<IndexedDataset> split(long... counts) {
    return Cuts.apply(this, Cuts.byCount(size(), counts));
  }

  /**
   * Cuts the examples in two random parts that have the classes in the proportions of the whole, as
   * near as numbers allow: each class is cut by itself and has at least one example in each part.
   *
   * <p>Within a part the classes interleave, one example of each first, so that a part of it, as
   * {@code take} or a validation split cuts it, is in proportion, too.
   *
   * @param share of the first part, above 0 and below 1
   * @param seed of the order within the classes
   * @return the two parts, as views
   * @throws IllegalArgumentException if the share is outside, or a class has one example alone
   * @throws DatasetException if a label is neither a class number nor a one-hot row
   * @see <a
   *     href="https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.train_test_split.html">
   *     scikit-learn's train_test_split with stratify</a>
   */
  default List<IndexedDataset> stratifiedSplit(double share, long seed) {
    return Strata.split(this, share, seed);
  }

  @Override
  default IndexedDataset prefetch(int examples) {
    return prefetch(examples, Runtime.getRuntime().availableProcessors());
  }

  @Override
  default IndexedDataset prefetch(int examples, int threads) {
    return new PrefetchedIndexedDataset(this, examples, threads);
  }

  @Override
  default IndexedDataset oneHot(int classes) {
    return new MappedIndexedDataset(this, ClassLabels.oneHot(classes));
  }

  @Override
  default IndexedDataset weighByClass(Map<Integer, Double> weights) {
    return new MappedIndexedDataset(this, new ClassWeights(weights).mapping());
  }
}
