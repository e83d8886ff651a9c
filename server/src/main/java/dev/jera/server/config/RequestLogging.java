package dev.jera.server.config;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How a model's requests are logged, as TFRecord files of PredictionLog.
 *
 * @param prefix the path that the files' names begin with
 * @param rate the part of the requests that is written, from 0 to 1
 */
public record RequestLogging(String prefix, double rate) {
  /** Checks the values. */
  public RequestLogging {
    checkArgument(!prefix.isBlank(), "filename_prefix: '%s' (expected: a path)", prefix);
    checkArgument(rate >= 0 && rate <= 1, "sampling_rate: %s (expected: 0 to 1)", rate);
  }
}
