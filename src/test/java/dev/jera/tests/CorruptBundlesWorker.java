package dev.jera.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import dev.jera.runtime.JeraException;
import dev.jera.serving.Predictor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A process that loads and asks the bundles whose paths it reads, and says on a line each what came
 * of it. It is what crashes or hangs in the test's place.
 */
final class CorruptBundlesWorker {
  /** What came of a bundle. */
  enum Outcome {
    /** It was not loaded. */
    REFUSED,
    /** It answers as it did when it was first named, whole. */
    RIGHT,
    /** It was loaded, but a signature fails or is gone. */
    FAILED,
    /** It answers otherwise. */
    OTHER,
    /** Loading or asking threw what it must not throw. */
    ERROR
  }

  private static final Map<Path, Map<String, Object>> RIGHT = new HashMap<>();

  private CorruptBundlesWorker() {}

  /** Reads until there is no more. */
  public static void main(String[] args) throws IOException {
    try (BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      String path;
      while ((path = paths.readLine()) != null) {
        System.out.println(tried(Path.of(path)));
      }
    }
  }

  /** The outcome, the milliseconds that loading took, and a message. */
  @SuppressWarnings("ThrowableCaught") // Errors are what is looked for.
  private static String tried(Path bundle) {
    long start = System.nanoTime();
    try (Predictor predictor = Predictor.load(bundle)) {
      long loaded = System.nanoTime();
      Map<String, Object> answers = BundleSamples.ask(predictor);
      Map<String, Object> right = RIGHT.computeIfAbsent(bundle, unused -> answers);
      return line(outcome(answers, right), loaded - start, answers.keySet().toString());
    } catch (JeraException e) {
      return line(Outcome.REFUSED, System.nanoTime() - start, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      return line(Outcome.ERROR, System.nanoTime() - start, e.toString());
    }
  }

  private static Outcome outcome(Map<String, Object> answers, Map<String, Object> right) {
    if (answers.equals(right)) {
      return Outcome.RIGHT;
    }
    boolean failed =
        right.keySet().stream()
            .anyMatch(
                name -> !(answers.get(name) instanceof Map) && right.get(name) instanceof Map);
    return failed ? Outcome.FAILED : Outcome.OTHER;
  }

  private static String line(Outcome outcome, long nanos, String message) {
    return "%s %s %s"
        .formatted(
            outcome, nanos / 1_000_000, CharMatcher.javaIsoControl().replaceFrom(message, ' '));
  }
}
