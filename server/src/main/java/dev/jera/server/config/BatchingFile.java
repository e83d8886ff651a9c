package dev.jera.server.config;

import com.google.common.primitives.Ints;
import com.google.protobuf.Int64Value;
import dev.jera.server.proto.BatchingParameters;
import dev.jera.serving.batching.Batching;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * TensorFlow Serving's batching parameters: {@code max_batch_size { value: 128 }
 * batch_timeout_micros { value: 1000 } allowed_batch_sizes: 32 allowed_batch_sizes: 128}. What it
 * leaves out has TensorFlow Serving's default. Inputs of several shapes are grouped by shape, so
 * that {@code pad_variable_length_inputs} is accepted and not needed.
 *
 * @see <a
 *     href="https://github.com/tensorflow/serving/blob/master/tensorflow_serving/batching/README.md">its
 *     guide</a>
 */
public final class BatchingFile {
  private BatchingFile() {}

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read, or if a value is out of range
   */
  public static Batching read(Path file) {
    BatchingParameters.Builder builder = BatchingParameters.newBuilder();
    TextFile.merge("batching parameters file", file, builder);
    BatchingParameters parameters = builder.build();
    try {
      Batching batching =
          parameters.hasMaxBatchSize()
              ? Batching.of(positive("max_batch_size", parameters.getMaxBatchSize()))
              : Batching.defaults();
      if (parameters.hasBatchTimeoutMicros()) {
        batching =
            batching.withTimeout(
                Duration.of(parameters.getBatchTimeoutMicros().getValue(), ChronoUnit.MICROS));
      }
      if (parameters.hasMaxEnqueuedBatches()) {
        batching =
            batching.withQueueBound(
                positive("max_enqueued_batches", parameters.getMaxEnqueuedBatches()));
      }
      if (parameters.hasNumBatchThreads()) {
        batching =
            batching.withThreads(positive("num_batch_threads", parameters.getNumBatchThreads()));
      }
      return batching.withAllowedSizes(
          parameters.getAllowedBatchSizesList().stream().map(Ints::saturatedCast).toList());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "batching parameters file %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static int positive(String name, Int64Value value) {
    if (value.getValue() <= 0) {
      throw new IllegalArgumentException(
          "%s: %s (expected: > 0)".formatted(name, value.getValue()));
    }
    return Ints.saturatedCast(value.getValue());
  }
}
