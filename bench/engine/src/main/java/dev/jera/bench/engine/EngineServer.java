package dev.jera.bench.engine;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The process of an engine. Its commands:
 *
 * <ul>
 *   <li>{@code backend}: what computes below the library
 *   <li>{@code hold n}: n training examples, in the form in which it trains on them
 *   <li>{@code train batch steps}: nanoseconds, and the mean loss
 *   <li>{@code answer n}: the probabilities of the first n test images
 *   <li>{@code predict batch calls}: the nanoseconds of each call
 * </ul>
 */
public final class EngineServer {
  private final Engine engine;
  private final Path directory;
  private final Cnn net;
  private final Map<Integer, Callable<float[]>> calls = new HashMap<>();
  private @Nullable Inference inference;
  private @Nullable Training training;

  private EngineServer(Engine engine, Path directory, Cnn net) {
    this.engine = engine;
    this.directory = directory;
    this.net = net;
  }

  /**
   * Serves; does not come back.
   *
   * @param args the directory of examples and saved nets, and the net's width
   */
  public static void run(Engine engine, String[] args) {
    EngineServer server =
        new EngineServer(engine, Path.of(args[0]), new Cnn(Double.parseDouble(args[1])));
    LineServer.run(server::run);
  }

  private String run(List<String> words) throws Exception {
    int[] numbers = words.stream().skip(1).mapToInt(Integer::parseInt).toArray();
    return switch (words.get(0)) {
      case "backend" -> engine.backend();
      case "hold" -> hold(numbers[0]);
      case "train" -> train(numbers[0], numbers[1]);
      case "answer" -> answer(numbers[0]);
      case "predict" -> predict(numbers[0], numbers[1]);
      default -> throw new IllegalArgumentException("No command " + words.get(0));
    };
  }

  private String hold(int n) throws Exception {
    if (training != null) {
      training.close();
    }
    training = engine.training(net, Examples.read(directory, "train", n));
    return "";
  }

  private String train(int batchSize, int steps) throws Exception {
    if (training == null) {
      throw new IllegalStateException("Nothing to train on (expected: hold before train)");
    }
    long start = System.nanoTime();
    double loss = training.train(batchSize, steps);
    return System.nanoTime() - start + " " + loss;
  }

  private String answer(int n) throws Exception {
    float[] probabilities = call(n).call();
    return IntStream.range(0, probabilities.length)
        .mapToObj(i -> Float.toString(probabilities[i]))
        .collect(joining(" "));
  }

  private String predict(int batchSize, int times) throws Exception {
    Callable<float[]> call = call(batchSize);
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      float[] probabilities = call.call();
      nanos[i] = System.nanoTime() - start;
      if (probabilities.length != batchSize * Cnn.CLASSES) {
        throw new IllegalStateException(
            "%d probabilities for %d images".formatted(probabilities.length, batchSize));
      }
    }
    return LongStream.of(nanos).mapToObj(Long::toString).collect(joining(" "));
  }

  private Callable<float[]> call(int n) throws Exception {
    if (inference == null) {
      inference = engine.inference(net, directory);
    }
    Callable<float[]> call = calls.get(n);
    if (call == null) {
      call = inference.call(Examples.read(directory, "test", n));
      calls.put(n, call);
    }
    return call;
  }
}
