package dev.jera.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;

/** One seed for each use of a run's seed. */
public final class Seeds {
  private Seeds() {}

  /** A seed for this use, the same for the same seed and use on every machine. */
  public static long derive(long seed, String use) {
    return Hashing.murmur3_128().newHasher().putLong(seed).putString(use, UTF_8).hash().asLong();
  }
}
