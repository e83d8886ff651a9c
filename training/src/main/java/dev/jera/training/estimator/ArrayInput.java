package dev.jera.training.estimator;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.BatchedDataset;
import dev.jera.datasets.Dataset;
import dev.jera.datasets.Example;
import dev.jera.datasets.IndexedDataset;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import java.util.OptionalLong;
import org.tensorflow.ndarray.NdArray;

/**
 * Input from arrays.
 *
 * @param examples what the arrays hold
 * @param batchSize how many examples a batch has, at least 1
 * @param epochs how often the examples come, at least 1; empty for ever
 * @param shuffleSeed from which their order comes, another in each epoch; empty for the order in
 *     which they lie
 * @see <a
 *     href="https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/estimator/inputs/numpy_input_fn">tf.estimator.inputs.numpy_input_fn</a>
 */
@RecordBuilder
public record ArrayInput(
    IndexedDataset examples, int batchSize, OptionalLong epochs, OptionalLong shuffleSeed)
    implements InputFunction, ArrayInputBuilder.With {

  /** Checks the ranges. */
  public ArrayInput {
    checkArgument(batchSize > 0, "batchSize: %s (expected: >= 1)", batchSize);
    checkArgument(
        epochs.orElse(1) > 0, "epochs: %s (expected: >= 1, or endless())", epochs.orElse(1));
  }

  /** numpy_input_fn's defaults: batches of 128, one epoch; in the order in which they lie. */
  public static ArrayInput of(ArrayDataset examples) {
    return new ArrayInput(examples, 128, OptionalLong.of(1), OptionalLong.empty());
  }

  /**
   * Features without labels, to predict on.
   *
   * @param features [n, ...] each, by name
   * @throws IllegalArgumentException if there is none, or they differ in n
   */
  public static ArrayInput of(Map<String, NdArray<?>> features) {
    // An ArrayDataset has labels, so that features stand in their place until they are read.
    return new ArrayInput(
        ArrayDataset.of(features, features)
            .map(example -> new Example(example.features(), ImmutableMap.of(), 1)),
        128,
        OptionalLong.of(1),
        OptionalLong.empty());
  }

  /** The same so often. */
  public ArrayInput withEpochs(long epochs) {
    return withEpochs(OptionalLong.of(epochs));
  }

  /** The same for ever. */
  public ArrayInput endless() {
    return withEpochs(OptionalLong.empty());
  }

  /** The same in another order in each epoch. */
  public ArrayInput withShuffleSeed(long seed) {
    return withShuffleSeed(OptionalLong.of(seed));
  }

  @Override
  public BatchedDataset get() {
    Dataset ordered =
        shuffleSeed.isPresent() ? examples.shuffle(shuffleSeed.getAsLong()) : examples;
    Dataset repeated = epochs.isPresent() ? ordered.repeat(epochs.getAsLong()) : ordered.repeat();
    return repeated.batch(batchSize);
  }
}
