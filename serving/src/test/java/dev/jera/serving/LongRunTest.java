package dev.jera.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Resident memory does not grow however long a process serves; run with -Pacceptance. */
@Tag("acceptance")
@EnabledOnOs(OS.LINUX)
class LongRunTest {
  private static final int THREADS = 8;
  private static final int WARM = 100_000;
  private static final int CALLS = 1_000_000;

  @TempDir private Path directory;

  @Test
  void aMillionPredictionsFromEightThreads() throws Exception {
    List<Long> resident = run("predict");
    System.out.printf(
        "resident after %,d predictions %d MB, after %,d more %d MB%n",
        WARM, resident.get(0), CALLS, resident.get(1));
    assertThat(resident.get(1) - resident.get(0)).isLessThan(20);
  }

  @Test
  void twoHundredLoadsAndCloses() throws Exception {
    List<Long> resident = run("load");
    System.out.printf(
        "resident after 50 loads %d MB, after 200 more %d MB%n", resident.get(0), resident.get(1));
    assertThat(resident.get(1) - resident.get(0)).isLessThan(20);
  }

  /** In a process whose heap is all there from the start: what grows then is not Java's. */
  private List<Long> run(String what) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                LongRunTest.class.getName(),
                what,
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> resident =
        process.inputReader(UTF_8).lines().map(Long::valueOf).collect(Collectors.toList());
    assertThat(process.waitFor()).isZero();
    return resident;
  }

  /** Prints the resident memory in MB, warm and at the end. */
  public static void main(String[] args) throws IOException {
    Path bundle = Bundles.affine(Path.of(args[1], "1"));
    if (args[0].equals("load")) {
      loadAndClose(bundle, 50);
      System.out.println(residentMb());
      loadAndClose(bundle, 200);
      System.out.println(residentMb());
    } else {
      try (Predictor predictor = Predictor.load(bundle)) {
        predict(predictor, WARM);
        System.out.println(residentMb());
        predict(predictor, CALLS);
        System.out.println(residentMb());
      }
    }
  }

  private static void predict(Predictor predictor, int calls) {
    IntStream.range(0, THREADS)
        .mapToObj(
            thread ->
                CompletableFuture.runAsync(
                    () -> {
                      for (int i = 0; i < calls / THREADS; i++) {
                        float[] y = predictor.predict(new float[] {thread, i % 1000, 0});
                        assertThat(y[0]).isEqualTo(thread + 3f * (i % 1000) + 0.5f);
                      }
                    },
                    command -> new Thread(command).start()))
        .toList()
        .forEach(CompletableFuture::join);
  }

  private static void loadAndClose(Path bundle, int times) {
    for (int i = 0; i < times; i++) {
      try (Predictor predictor = Predictor.load(bundle)) {
        assertThat(predictor.predict(new float[] {1, 0, 2})).containsExactly(11.5f, 13.5f);
      }
    }
  }

  private static long residentMb() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status"), UTF_8).stream()
            .filter(each -> each.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(CharMatcher.inRange('0', '9').retainFrom(line)) >> 10;
  }
}
