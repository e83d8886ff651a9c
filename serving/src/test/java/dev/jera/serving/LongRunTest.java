package dev.jera.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
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
  void aMillionPredictionsFromEightThreads() throws IOException {
    try (Predictor predictor = Predictor.load(Bundles.affine(directory.resolve("1")))) {
      predict(predictor, WARM);
      long warm = residentMb();
      predict(predictor, CALLS);
      long end = residentMb();
      System.out.printf(
          "resident after %,d predictions %d MB, after %,d more %d MB%n", WARM, warm, CALLS, end);
      assertThat(end - warm).isLessThan(30);
    }
  }

  @Test
  void twoHundredLoadsAndCloses() throws IOException {
    Path bundle = Bundles.affine(directory.resolve("1"));
    loadAndClose(bundle, 50);
    long warm = residentMb();
    loadAndClose(bundle, 200);
    long end = residentMb();
    System.out.printf("resident after 50 loads %d MB, after 200 more %d MB%n", warm, end);
    assertThat(end - warm).isLessThan(30);
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
