package dev.jera.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.jera.tests.CorruptBundlesWorker.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A damaged bundle is refused at once, or answers rightly; where nothing in the bundle can tell, it
 * may answer otherwise. It never ends or stops the process, which is another one here.
 */
class CorruptBundlesTest {
  private static final long SEED = 20;
  private static final int REFUSED_WITHIN_MS = 1_000;
  private static final int HANGS_AFTER_SECONDS = 60;

  @TempDir private Path directory;
  private final List<String> wrong = new ArrayList<>();
  private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
  private List<Path> samples = List.of();
  private @Nullable Process worker;

  @AfterEach
  void stop() {
    if (worker != null) {
      worker.destroyForcibly();
    }
  }

  @Test
  void sixtyDamages() throws Exception {
    samples = BundleSamples.own(directory);
    Random random = new Random(SEED);
    List<BundleDamage> damages = new ArrayList<>(BundleDamage.cuts(samples, random));
    Collections.shuffle(damages, random);
    damages.subList(20, damages.size()).clear();
    while (damages.size() < 60) {
      damages.add(BundleDamage.flips(samples, random));
    }
    tryAll(damages);
  }

  @Tag("acceptance")
  @Test
  void everyFileCutAndAThousandFlips() throws Exception {
    samples = BundleSamples.all(directory);
    Random random = new Random(SEED);
    List<BundleDamage> damages = new ArrayList<>(BundleDamage.cuts(samples, random));
    for (int i = 0; i < 1_000; i++) {
      damages.add(BundleDamage.flips(samples, random));
    }
    tryAll(damages);
    System.out.printf(
        "%s bundles damaged %s times: %s%n", samples.size(), damages.size(), outcomes);
  }

  private void tryAll(List<BundleDamage> damages) throws Exception {
    for (BundleDamage damage : damages) {
      if (worker == null) {
        start();
      }
      byte[] whole = Files.readAllBytes(damage.file());
      Files.write(damage.file(), damage.change().apply(whole.clone()));
      check(damage);
      Files.write(damage.file(), whole);
    }
    assertThat(wrong).isEmpty();
    assertThat(outcomes).containsKeys(Outcome.REFUSED, Outcome.RIGHT);
  }

  private void check(BundleDamage damage) throws Exception {
    List<String> said = ask(damage.bundle());
    if (said.size() > 1 && Integer.parseInt(said.get(1)) > REFUSED_WITHIN_MS) {
      // Another process may have had the machine for a while.
      said = ask(damage.bundle());
    }
    if (said.size() < 2) {
      wrong.add("%s: %s".formatted(damage, said));
      return;
    }
    Outcome outcome = Outcome.valueOf(said.get(0));
    outcomes.merge(outcome, 1, Integer::sum);
    if (outcome == Outcome.ERROR
        || (outcome != Outcome.REFUSED && outcome != Outcome.RIGHT && !damage.isUnseen())
        || (outcome == Outcome.REFUSED && Integer.parseInt(said.get(1)) > REFUSED_WITHIN_MS)) {
      wrong.add("%s: %s".formatted(damage, said));
    }
  }

  /** The outcome, the milliseconds and the message; or why there are none. */
  private List<String> ask(Path bundle) throws Exception {
    Process asked = requireNonNull(worker);
    asked.outputWriter(UTF_8).append(bundle + "\n").flush();
    @Nullable String line =
        CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return asked.inputReader(UTF_8).readLine();
                  } catch (IOException e) {
                    return null;
                  }
                })
            .completeOnTimeout("hangs", HANGS_AFTER_SECONDS, TimeUnit.SECONDS)
            .get();
    if (line == null || line.equals("hangs")) {
      asked.destroyForcibly().waitFor();
      worker = null;
    }
    return line == null
        ? List.of("crashes with " + asked.exitValue())
        : Splitter.on(' ').limit(3).splitToList(line);
  }

  /** It learns from the whole bundles what is right. */
  private void start() throws Exception {
    worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // starts sooner
                "-Xmx1g",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + directory.resolve("crash-%p.log"),
                "-cp",
                System.getProperty("java.class.path"),
                CorruptBundlesWorker.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    for (Path sample : samples) {
      assertThat(ask(sample)).as("%s", sample).first().isEqualTo(Outcome.RIGHT.name());
    }
  }
}
