package dev.jera.model.initializer;

/**
 * By which of a weight's two counts {@link Initializer#varianceScaling} divides.
 *
 * @see <a
 *     href="https://keras.io/api/layers/initializers/#variancescaling-class">VarianceScaling</a>
 */
public enum FanMode {
  /** How many values come into one output. */
  FAN_IN,
  /** Into how many values one input goes out. */
  FAN_OUT,
  /** The mean of both. */
  FAN_AVG
}
