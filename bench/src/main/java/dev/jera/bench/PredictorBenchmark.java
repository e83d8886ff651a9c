package dev.jera.bench;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.TensorData;
import dev.jera.serving.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * What a Predictor costs over a Session of TensorFlow Java that is run on a tensor made before: the
 * shipped network, one thread.
 *
 * <p>JMH warms up and runs; an operation is one call of each way in turn, each timed, so that a
 * machine that gets slower or faster for a while favours none. The medians of the differences
 * within a turn count: a call takes ten times what is measured here, and varies by half of it.
 *
 * <p>It runs after {@link TrainingBenchmark}, by the same command.
 */
@SuppressWarnings("NullAway.Init") // set by load()
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(0)
@Warmup(iterations = 1, time = 5)
public class PredictorBenchmark {
  private static final String BUNDLE = "bench.bundle";
  private static final List<String> NAMES =
      List.of("raw", "raw, copied", "predict(byte[])", "predict(tensor)");
  private static final int VALUES = 28 * 28;
  private static final int CLASSES = 10;

  /** Images a call. */
  @Param({"1", "32", "256"})
  public int batch;

  private byte[] pixels;
  private Predictor predictor;
  private TensorData data;
  private SavedModelBundle bundle;
  private TUint8 tensor;
  private String input;
  private String output;
  private List<Supplier<Object>> ways;
  private final List<long[]> turns = new ArrayList<>();

  /** Loads the bundle twice, and checks that both answer the same. */
  @Setup
  public void load() {
    NativeSettings.ensureLoaded();
    Path path = Path.of(System.getProperty(BUNDLE, ""));
    Shape shape = Shape.of(batch, 28, 28, 1);
    pixels = new byte[batch * VALUES];
    new Random(1).nextBytes(pixels);
    predictor = Predictor.load(path);
    data = TensorData.of(shape, pixels);
    bundle = SavedModelBundle.load(path.toString(), "serve");
    tensor = TUint8.tensorOf(shape, DataBuffers.of(pixels, false, false));
    SignatureDef signature = bundle.metaGraphDef().getSignatureDefOrThrow("serving_default");
    input = signature.getInputsMap().values().iterator().next().getName();
    output = signature.getOutputsMap().values().iterator().next().getName();
    checkState(Arrays.equals(rawCopied(), predictor.predict(pixels)), "the answers differ");
    ways =
        ImmutableList.of(
            this::raw,
            this::rawCopied,
            () -> predictor.predict(pixels),
            () -> predictor.predict(data));
  }

  /** Tells the medians, and frees both. */
  @TearDown
  public void close() {
    for (int predict = 2; predict < NAMES.size(); predict++) {
      for (int raw = 0; raw < 2; raw++) {
        tell(predict, raw);
      }
    }
    predictor.close();
    tensor.close();
    bundle.close();
  }

  /** A call of each way, beginning with another one each time. */
  @Benchmark
  public void turn(Blackhole sink) {
    long[] nanos = new long[ways.size()];
    for (int i = 0; i < nanos.length; i++) {
      int way = (turns.size() + i) % nanos.length;
      long start = System.nanoTime();
      sink.consume(ways.get(way).get());
      nanos[way] = System.nanoTime() - start;
    }
    turns.add(nanos);
  }

  /** What was timed while it was warmed up is dropped. */
  @Setup(Level.Iteration)
  public void clear() {
    turns.clear();
  }

  /** TensorFlow Java, the answer left in its memory. */
  private Object raw() {
    try (Result result = session()) {
      return result.get(0).numBytes();
    }
  }

  /** TensorFlow Java, the answer copied. */
  private float[] rawCopied() {
    try (Result result = session()) {
      float[] scores = new float[batch * CLASSES];
      ((TFloat32) result.get(0)).copyTo(DataBuffers.of(scores, false, false));
      return scores;
    }
  }

  private void tell(int predict, int raw) {
    System.out.printf(
        Locale.ROOT,
        "Predicting, batch %3d: %-16s %8.1f us, %-12s %8.1f us, difference %+6.1f us, ratio %.3f (%d turns)%n",
        batch,
        NAMES.get(predict),
        median(nanos -> nanos[predict] / 1e3),
        NAMES.get(raw),
        median(nanos -> nanos[raw] / 1e3),
        median(nanos -> (nanos[predict] - nanos[raw]) / 1e3),
        median(nanos -> (double) nanos[predict] / nanos[raw]),
        turns.size());
  }

  private double median(ToDoubleFunction<long[]> number) {
    return Spread.of(turns.stream().mapToDouble(number)).median();
  }

  private Result session() {
    return bundle.session().runner().feed(input, tensor).fetch(output).run();
  }

  /**
   * Runs it and prints what was found.
   *
   * @param args the bundle, and the seconds for each size of the batch
   */
  public static void main(String[] args) throws RunnerException {
    checkArgument(args.length == 2, "%s arguments (expected: bundle, seconds)", args.length);
    System.setProperty(BUNDLE, args[0]);
    new Runner(
            new OptionsBuilder()
                .include(PredictorBenchmark.class.getName())
                .measurementIterations(1)
                .measurementTime(TimeValue.seconds(Long.parseLong(args[1])))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }
}
