package dev.jera.bench;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How long {@code ./jera predict} takes from its start to its answer, against {@link BareProgram}:
 * once asked about the same image, and once about none, which reads and scales nothing. Whole
 * processes, in turn; who goes first changes every round. The first round, which may build the
 * command, does not count.
 *
 * <p>It runs after {@link TrainingBenchmark}, by the same command.
 */
public final class ColdStartBenchmark {
  private static final String BUNDLE = "savedmodels/mnist-cnn/1";
  private static final String IMAGE = "examples/images/seven.png";

  /** What of this class path a program on TensorFlow Java needs. */
  private static final List<String> NEEDED =
      List.of("bench/target/classes", "tensorflow-core", "ndarray", "javacpp", "protobuf-java-");

  private final Path root;

  private ColdStartBenchmark(Path root) {
    this.root = root;
  }

  /**
   * Measures and prints the medians.
   *
   * @param args the top of the repository, and the number of rounds
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    checkArgument(args.length == 2, "%s arguments (expected: repository, rounds)", args.length);
    new ColdStartBenchmark(Path.of(args[0]).toAbsolutePath().normalize())
        .run(Integer.parseInt(args[1]));
  }

  private void run(int rounds) throws IOException, InterruptedException {
    List<String> jera = List.of("./jera", "predict", BUNDLE, IMAGE);
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            bareClassPath(),
            BareProgram.class.getName(),
            BUNDLE);
    List<String> javaOnImage = ImmutableList.<String>builder().addAll(java).add(IMAGE).build();
    List<Double> jeras = new ArrayList<>();
    List<Double> bares = new ArrayList<>();
    List<Double> baresOnImage = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      boolean jeraFirst = round % 2 == 0;
      double first = jeraFirst ? seconds(jera, "7") : 0;
      double bare = seconds(java, "");
      double onImage = seconds(javaOnImage, "7");
      double own = jeraFirst ? first : seconds(jera, "7");
      if (round > 0) {
        jeras.add(own);
        bares.add(bare);
        baresOnImage.add(onImage);
      }
    }
    System.out.printf("Start to first answer, %d rounds, medians%n", rounds);
    tell("./jera predict", jeras, jeras);
    tell("bare program", bares, jeras);
    tell("the same, reading the image", baresOnImage, jeras);
  }

  /** From the start of a process to its last line, which holds the answer. */
  private double seconds(List<String> command, String answer)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(root.toFile()).redirectError(Redirect.DISCARD);
    // Both on this Java.
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    long start = System.nanoTime();
    Process process = builder.start();
    long answered = start;
    String last = "";
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        answered = System.nanoTime();
        last = line;
      }
    }
    int exitCode = process.waitFor();
    if (exitCode != 0 || !last.contains(answer)) {
      throw new IllegalStateException(
          "%s: exit code %s, last line '%s' (expected: 0, class %s)"
              .formatted(command, exitCode, last, answer));
    }
    return (answered - start) / 1e9;
  }

  private static void tell(String who, List<Double> seconds, List<Double> jera) {
    Spread spread = Spread.of(seconds.stream().mapToDouble(Double::doubleValue));
    double ratio =
        Spread.of(jera.stream().mapToDouble(Double::doubleValue)).median() / spread.median();
    System.out.printf(
        Locale.ROOT,
        "%-28s %.3f s (%.3f to %.3f); Jera/this %.2f%n",
        who,
        spread.median(),
        spread.min(),
        spread.max(),
        ratio);
  }

  private static String bareClassPath() {
    Stream<String> entries = Splitter.on(':').splitToStream(System.getProperty("java.class.path"));
    return entries
        .filter(entry -> NEEDED.stream().anyMatch(entry::contains))
        .collect(Collectors.joining(":"));
  }
}
