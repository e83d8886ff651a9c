package dev.jera.datasets;

import static java.util.Objects.requireNonNull;

import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** What becomes of an example, which may depend on the pass and on its number in the pass. */
@FunctionalInterface
interface Mapping {

  /**
   * The example instead. Several threads may ask at once.
   *
   * @throws DatasetException that names the number, with the exception of the user's function
   */
  Example apply(Example example, long pass, long number);

  /**
   * A mapping that ignores numbers.
   *
   * @param operation what error messages call it
   */
  static Mapping of(String operation, UnaryOperator<Example> function) {
    return (example, pass, number) ->
        guarded(
            operation, number, () -> requireNonNull(function.apply(example), "null, no example"));
  }

  /** A mapping with random numbers, the same ones for one pass number and one example number. */
  static Mapping random(long seed, BiFunction<Example, RandomGenerator, Example> function) {
    return (example, pass, number) ->
        guarded(
            "map",
            number,
            () ->
                requireNonNull(
                    function.apply(example, Seeded.random(seed, pass, number)),
                    "null, no example"));
  }

  /** Runs what the user wrote, and names the example if it fails. */
  static <T> T guarded(String operation, long number, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw new DatasetException("Example %d: %s failed: %s".formatted(number, operation, e), e);
    }
  }
}
