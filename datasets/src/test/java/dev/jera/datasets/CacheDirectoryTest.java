package dev.jera.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheDirectoryTest {

  @Test
  void liesInTheCacheHome() {
    assertThat(CacheDirectory.of("digits", "/var/cache/ann", "/home/ann"))
        .isEqualTo(Path.of("/var/cache/ann/jera/digits"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "relative/cache"})
  void liesInTheHomeDirectoryWhenNoUsableCacheHomeIsSet(String cacheHome) {
    assertThat(CacheDirectory.of("digits", cacheHome, "/home/ann"))
        .isEqualTo(Path.of("/home/ann/.cache/jera/digits"));
  }
}
