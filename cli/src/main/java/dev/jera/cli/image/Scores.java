package dev.jera.cli.image;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What a classifier says of one image.
 *
 * @param probabilities a probability a class; together they are 1
 */
public record Scores(ImmutableDoubleArray probabilities) {
  /** How far from 1 a sum of rounded probabilities may be. */
  private static final double TOLERANCE = 1e-3;

  /** The least probability whose logarithm is taken, as in Keras. */
  private static final double EPSILON = 1e-7;

  /**
   * The scores that a model's output stands for. Values that are no probabilities, because one is
   * negative or because they do not add up to 1, are taken for logits.
   */
  static Scores of(double[] output) {
    boolean probabilities =
        DoubleStream.of(output).allMatch(value -> value >= 0)
            && Math.abs(DoubleStream.of(output).sum() - 1) <= TOLERANCE;
    return new Scores(ImmutableDoubleArray.copyOf(probabilities ? output : softmax(output)));
  }

  /** The classes, the most probable first; of equals, the lower number. */
  public List<Integer> ranking() {
    return IntStream.range(0, probabilities.length())
        .boxed()
        .sorted(Comparator.comparingDouble(c -> -probabilities.get(c)))
        .collect(toImmutableList());
  }

  /** The most probable class. */
  public int best() {
    return ranking().get(0);
  }

  /** The cross-entropy, given the right class. */
  public double loss(int label) {
    return -Math.log(Math.max(EPSILON, probabilities.get(label)));
  }

  private static double[] softmax(double[] logits) {
    double most = DoubleStream.of(logits).max().orElse(0);
    double sum = DoubleStream.of(logits).map(value -> Math.exp(value - most)).sum();
    return DoubleStream.of(logits).map(value -> Math.exp(value - most) / sum).toArray();
  }
}
