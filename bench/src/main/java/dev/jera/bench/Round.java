package dev.jera.bench;

/**
 * A round: both contenders one after the other, on the same number of images.
 *
 * @param number from 1; 0 for the warm-up
 */
record Round(int number, Measurement jera, Measurement raw) {

  /** How many times as fast as raw Jera is. */
  double ratio() {
    return jera.imagesPerSecond() / raw.imagesPerSecond();
  }
}
