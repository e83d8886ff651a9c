package dev.jera.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.jera.model.Weights;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * One number for all weights: equal when every name and every bit of every value is.
 *
 * <p>SHA-256 over the weights in their order, each its name in UTF-8, a zero byte, and its float32
 * values in row-major order, little-endian.
 */
final class WeightsHash {
  private WeightsHash() {}

  /** The hash in lower-case hexadecimal. */
  static String of(Weights weights) {
    Hasher hasher = Hashing.sha256().newHasher();
    weights
        .values()
        .forEach(
            (name, values) -> {
              hasher.putString(name, UTF_8).putByte((byte) 0);
              ((FloatNdArray) values).scalars().forEach(value -> hasher.putFloat(value.getFloat()));
            });
    return hasher.hash().toString();
  }
}
