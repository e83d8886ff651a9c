package dev.jera.bench.server;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.jera.runtime.TensorData;
import dev.jera.server.json.Envelope;
import dev.jera.server.json.PredictAnswer;
import dev.jera.server.json.PredictBody;
import dev.jera.serving.Predictor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What of a JSON request's work is reading and writing JSON, in one thread: rows of 784 numbers
 * with six digits, asked of the net itself. Medians.
 */
public final class JsonShare {
  private static final int WARM_UP = 2000;
  private static final int TIMES = 3000;
  private static final double MICROS = 1e3;

  private JsonShare() {}

  /**
   * Measures and prints.
   *
   * @param args how many rows a request has, one number or more
   */
  public static void main(String[] args) throws IOException {
    checkArgument(args.length > 0, "no arguments (expected: numbers of rows)");
    Path directory = Files.createTempDirectory("jera-json");
    FlatCnn.export(directory.resolve("1"));
    try (Predictor predictor = Predictor.load(directory.resolve("1"))) {
      for (String rows : args) {
        measure(predictor, Integer.parseInt(rows));
      }
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static void measure(Predictor predictor, int rows) throws IOException {
    byte[] body = Bodies.json(rows);
    int times = Math.max(100, TIMES / rows);
    double[] read = new double[times];
    double[] run = new double[times];
    double[] write = new double[times];
    for (int i = -WARM_UP / rows; i < times; i++) {
      long start = System.nanoTime();
      PredictBody request = PredictBody.read(Envelope.of(body), predictor::signature);
      long parsed = System.nanoTime();
      Map<String, TensorData> outputs =
          predictor.predict(request.signature().name(), request.inputs());
      long ran = System.nanoTime();
      new PredictAnswer(request.form(), outputs).write(new ByteArrayOutputStream());
      long written = System.nanoTime();
      if (i >= 0) {
        read[i] = (parsed - start) / MICROS;
        run[i] = (ran - parsed) / MICROS;
        write[i] = (written - ran) / MICROS;
      }
    }
    double all = median(read) + median(run) + median(write);
    System.out.printf(
        Locale.ROOT,
        "%d rows, %d bytes: read %.1f us (%.1f %%), run %.1f us, write %.1f us (%.1f %%); reading at %.0f MB/s%n",
        rows,
        body.length,
        median(read),
        100 * median(read) / all,
        median(run),
        median(write),
        100 * median(write) / all,
        body.length / median(read));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
