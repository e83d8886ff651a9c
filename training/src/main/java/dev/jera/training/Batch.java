package dev.jera.training;

import com.google.common.collect.Iterables;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The tensors of one step. Whoever takes it closes it.
 *
 * @param size how many examples it has
 * @param features [examples, ...], in the order of the model's inputs
 * @param labels [examples, ...], in the order of the objectives
 * @param weights how much each example counts, [examples]; empty if all count 1
 */
record Batch(int size, List<TType> features, List<TType> labels, Optional<TFloat32> weights)
    implements AutoCloseable {
  /** How much memory its features take, at least 1. */
  long bytes() {
    return Math.max(1, features.stream().mapToLong(Tensor::numBytes).sum());
  }

  @Override
  public void close() {
    Iterables.concat(features, labels).forEach(Tensor::close);
    weights.ifPresent(Tensor::close);
  }
}
