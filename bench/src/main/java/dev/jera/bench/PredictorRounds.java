package dev.jera.bench;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link PredictorBenchmark} in rounds, each of them all methods in turn, a process each, so
 * that a machine that gets slower or faster favours none. What is compared is compared within a
 * round; the median round counts.
 */
final class PredictorRounds {
  private static final List<String> PREDICTS = List.of("predictBytes", "predictTensor");
  private static final List<String> RAWS = List.of("raw", "rawCopied");
  private static final List<Integer> BATCHES = List.of(1, 32, 256);
  private static final TimeValue ITERATION = TimeValue.milliseconds(500);

  private final Options options;

  /** As {@code predictBytes 32}: a number a round, microseconds a call. */
  private final ListMultimap<String, Double> times =
      MultimapBuilder.hashKeys().arrayListValues().build();

  PredictorRounds(String bundle) {
    this.options =
        new OptionsBuilder()
            .include(PredictorBenchmark.class.getName())
            .forks(1)
            .warmupIterations(3)
            .warmupTime(ITERATION)
            .measurementIterations(3)
            .measurementTime(ITERATION)
            .jvmArgs("-Xmx1g", "-D%s=%s".formatted(PredictorBenchmark.BUNDLE, bundle))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
  }

  void run(int rounds) throws RunnerException {
    for (int round = 0; round < rounds; round++) {
      for (RunResult result : new Runner(options).run()) {
        String method = result.getPrimaryResult().getLabel();
        times.put(
            key(method, Integer.parseInt(result.getParams().getParam("batch"))),
            result.getPrimaryResult().getScore());
      }
    }
    System.out.printf("Predicting, %d rounds, medians; microseconds a call%n", rounds);
    for (int batch : BATCHES) {
      RAWS.forEach(raw -> tellTime(raw, batch));
      PREDICTS.forEach(predict -> tellTime(predict, batch));
    }
    for (String predict : PREDICTS) {
      for (String raw : RAWS) {
        tell("%s - %s at 1: %%+.1f us (%%+.1f to %%+.1f)%n", predict, raw, 1, (a, b) -> a - b);
        for (int batch : BATCHES.subList(1, BATCHES.size())) {
          tell(
              "%s / %s at " + batch + ": %%.3f (%%.3f to %%.3f)%n",
              predict,
              raw,
              batch,
              (a, b) -> a / b);
        }
      }
    }
  }

  private void tellTime(String method, int batch) {
    Spread spread =
        Spread.of(times.get(key(method, batch)).stream().mapToDouble(Double::doubleValue));
    System.out.printf(
        Locale.ROOT,
        "%-18s %10.1f (%.1f to %.1f)%n",
        key(method, batch),
        spread.median(),
        spread.min(),
        spread.max());
  }

  private void tell(
      String line, String predict, String raw, int batch, DoubleBinaryOperator compared) {
    List<Double> ours = times.get(key(predict, batch));
    List<Double> theirs = times.get(key(raw, batch));
    Spread spread =
        Spread.of(
            IntStream.range(0, ours.size())
                .mapToDouble(i -> compared.applyAsDouble(ours.get(i), theirs.get(i))));
    System.out.printf(
        Locale.ROOT, line.formatted(predict, raw), spread.median(), spread.min(), spread.max());
  }

  private static String key(String method, int batch) {
    return method + " " + batch;
  }
}
