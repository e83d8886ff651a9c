package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.jera.model.Weights;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.StdArrays;

class WeightsHashTest {

  /** The expected hash comes from Python's hashlib over the same bytes. */
  @Test
  void hashIsOverNamesAndBits() {
    Weights weights =
        new Weights(
            ImmutableMap.<String, NdArray<?>>of(
                "a/kernel", StdArrays.ndCopyOf(new float[][] {{1, -2.5f}, {0, 3}}),
                "a/bias", StdArrays.ndCopyOf(new float[] {0.5f})));

    assertThat(WeightsHash.of(weights))
        .isEqualTo("15d38944a25bca9113e4b44340f3a81d8f360b32d7d21693bc45ce5e9be7ae71");
  }
}
