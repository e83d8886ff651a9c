package dev.jera.bench;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.TensorData;
import dev.jera.serving.Predictor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.runner.RunnerException;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * What a Predictor costs over a Session of TensorFlow Java that is run on a tensor made before: the
 * shipped network, one thread. {@link PredictorRounds} runs it.
 *
 * <p>It runs after {@link TrainingBenchmark}, by the same command.
 */
@SuppressWarnings("NullAway.Init") // set by load()
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PredictorBenchmark {
  static final String BUNDLE = "bench.bundle";
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
    checkState(Arrays.equals(rawCopied(), predictBytes()), "the answers differ");
  }

  /** Frees both. */
  @TearDown
  public void close() {
    predictor.close();
    tensor.close();
    bundle.close();
  }

  /** TensorFlow Java, the answer left in its memory. */
  @Benchmark
  public long raw() {
    try (Result result = session()) {
      return result.get(0).numBytes();
    }
  }

  /** TensorFlow Java, the answer copied. */
  @Benchmark
  public float[] rawCopied() {
    try (Result result = session()) {
      float[] scores = new float[batch * CLASSES];
      ((TFloat32) result.get(0)).copyTo(DataBuffers.of(scores, false, false));
      return scores;
    }
  }

  /** The shortest face of Jera. */
  @Benchmark
  public float[] predictBytes() {
    return predictor.predict(pixels);
  }

  /** The face of any dtype. */
  @Benchmark
  public TensorData predictTensor() {
    return predictor.predict(data);
  }

  private Result session() {
    return bundle.session().runner().feed(input, tensor).fetch(output).run();
  }

  /**
   * Runs the rounds and prints what they found.
   *
   * @param args the bundle, and the number of rounds
   */
  public static void main(String[] args) throws RunnerException {
    checkArgument(args.length == 2, "%s arguments (expected: bundle, rounds)", args.length);
    new PredictorRounds(args[0]).run(Integer.parseInt(args[1]));
  }
}
