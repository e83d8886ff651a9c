package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * Labelled examples in memory: example i of every feature with example i of every label.
 *
 * <p>The arrays are kept, not copied: whoever writes to them afterwards changes the data set. Those
 * that this package reads are heap memory of their own. A ByteNdArray counts as uint8, 0..255, as
 * TensorFlow's TUint8 does.
 *
 * @param allFeatures what a model is fed, [n, ...] each, by input name; a single one may have any
 *     name
 * @param allLabels what it should answer, by output name; a single one may have any name: class
 *     numbers [n], one-hot rows [n, classes], or values of any shape [n, ...]
 * @param weights how much each example counts, [n]; each at least 0 and finite
 */
public record ArrayDataset(
    Map<String, NdArray<?>> allFeatures,
    Map<String, NdArray<?>> allLabels,
    Optional<FloatNdArray> weights)
    implements IndexedDataset {

  /**
   * Checks that all arrays have as many examples.
   *
   * @throws IllegalArgumentException if there is no feature or no label, if an array is a scalar,
   *     if the first axes differ, or if a weight is negative, NaN or infinite
   */
  public ArrayDataset {
    allFeatures = ImmutableMap.copyOf(allFeatures);
    allLabels = ImmutableMap.copyOf(allLabels);
    checkArgument(!allFeatures.isEmpty(), "features: none (expected: at least one array)");
    checkArgument(!allLabels.isEmpty(), "labels: none (expected: at least one array)");
    Map.Entry<String, NdArray<?>> first = allFeatures.entrySet().iterator().next();
    checkRank(first.getKey(), first.getValue().shape());
    long n = first.getValue().shape().get(0);
    allFeatures.forEach((name, array) -> checkLength(first, name, array, n));
    allLabels.forEach((name, array) -> checkLength(first, name, array, n));
    weights.ifPresent(array -> checkWeights(first, array, n));
  }

  private static void checkRank(String name, Shape shape) {
    checkArgument(
        shape.numDimensions() >= 1,
        "%s: a scalar (expected: rank >= 1, with the examples on the first axis)",
        name);
  }

  private static void checkLength(
      Map.Entry<String, NdArray<?>> first, String name, NdArray<?> array, long n) {
    checkRank(name, array.shape());
    checkArgument(
        array.shape().get(0) == n,
        "%s: %s, %s: %s (expected: as many examples in both, on the first axis)",
        first.getKey(),
        first.getValue().shape(),
        name,
        array.shape());
  }

  private static void checkWeights(
      Map.Entry<String, NdArray<?>> first, FloatNdArray weights, long n) {
    checkLength(first, "weights", weights, n);
    checkArgument(
        weights.rank() == 1, "weights: %s (expected: [%s], one an example)", weights.shape(), n);
    for (long i = 0; i < n; i++) {
      float weight = weights.getFloat(i);
      if (!(weight >= 0 && Float.isFinite(weight))) {
        throw new IllegalArgumentException(
            "weight of example %d: %s (expected: >= 0 and finite)".formatted(i, weight));
      }
    }
  }

  /**
   * The data set of these examples.
   *
   * @param features [n, ...]
   * @param labels [n, ...]
   * @throws IllegalArgumentException if an array is a scalar or the first axes differ
   */
  public static ArrayDataset of(NdArray<?> features, NdArray<?> labels) {
    return of(ImmutableMap.of(Example.FEATURES, features), ImmutableMap.of(Example.LABELS, labels));
  }

  /**
   * The data set of these examples, for a model of several inputs or outputs.
   *
   * @param features [n, ...] each, by input name
   * @param labels [n, ...] each, by output name
   * @throws IllegalArgumentException if an array is a scalar or the first axes differ
   */
  public static ArrayDataset of(Map<String, NdArray<?>> features, Map<String, NdArray<?>> labels) {
    return new ArrayDataset(features, labels, Optional.empty());
  }

  /**
   * The same examples, each counting by its weight.
   *
   * @param weights [n], each at least 0 and finite
   */
  public ArrayDataset withWeights(float... weights) {
    return new ArrayDataset(allFeatures, allLabels, Optional.of(NdArrays.vectorOf(weights)));
  }

  /** The only feature, [n, ...]. */
  public NdArray<?> features() {
    return Example.only("features", allFeatures);
  }

  /** The only label, [n, ...]. */
  public NdArray<?> labels() {
    return Example.only("labels", allLabels);
  }

  @Override
  public long size() {
    return allFeatures.values().iterator().next().shape().get(0);
  }

  @Override
  public Example get(long index) {
    Checks.index(index, size());
    float weight = weights.map(array -> array.getFloat(index)).orElse(1f);
    return new Example(
        Maps.transformValues(allFeatures, array -> array.get(index)),
        Maps.transformValues(allLabels, array -> array.get(index)),
        weight);
  }

  /** Shape of one example's features, without the example axis. */
  public Shape featureShape() {
    return features().shape().tail();
  }

  /** Shape of one example's label, without the example axis: [] for class numbers. */
  public Shape labelShape() {
    return labels().shape().tail();
  }

  /**
   * The first {@code n} examples, as a view of the same memory.
   *
   * @param n 0..size()
   * @throws IllegalArgumentException if there are fewer examples
   */
  @Override
  public ArrayDataset take(long n) {
    return range(0, Checks.count(n, count()));
  }

  /**
   * All but the first {@code n} examples, as a view of the same memory. {@code take(n)} and {@code
   * skip(n)} split a data set in two.
   *
   * @param n 0..size()
   * @throws IllegalArgumentException if there are fewer examples
   */
  @Override
  public ArrayDataset skip(long n) {
    return range(Checks.count(n, count()), size());
  }

  private ArrayDataset range(long begin, long end) {
    return new ArrayDataset(
        Maps.transformValues(allFeatures, array -> Rows.range(array, begin, end)),
        Maps.transformValues(allLabels, array -> Rows.range(array, begin, end)),
        weights.map(array -> (FloatNdArray) Rows.range(array, begin, end)));
  }

  /**
   * Checks every label to be the number of one of {@code classes} classes.
   *
   * @param classes number of classes, at least 1
   * @throws IllegalArgumentException if the labels are not integers [n], or one of them is outside
   *     0..classes-1; the message has its index and value
   */
  public void checkLabels(int classes) {
    ClassLabels.of(labels()).check(classes);
  }

  /**
   * The same features with one-hot labels: class numbers [n] become a FloatNdArray [n, classes]
   * with a 1 in the column of the class and 0 elsewhere.
   *
   * @param classes number of classes, at least 1
   * @throws IllegalArgumentException if the labels are not integers [n], or one of them is outside
   *     0..classes-1; the message has its index and value
   */
  @Override
  public ArrayDataset oneHot(int classes) {
    FloatNdArray rows = ClassLabels.of(labels()).rows(classes);
    return new ArrayDataset(allFeatures, Maps.transformValues(allLabels, numbers -> rows), weights);
  }

  @Override
  public ArrayDataset weighByClass(Map<Integer, Double> weights) {
    var classWeights = new ClassWeights(weights);
    var all = new float[Math.toIntExact(size())];
    for (int i = 0; i < all.length; i++) {
      Example example = get(i);
      all[i] =
          Mapping.guarded(
              "weighByClass", i, () -> example.weight() * classWeights.of(example.label()));
    }
    return withWeights(all);
  }

  /** This: it is in memory. */
  @Override
  public ArrayDataset cache() {
    return this;
  }
}
