package dev.jera.training.callback;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A path with placeholders: {@code {epoch}}, {@code {step}} and {@code {name}} of a result, each
 * with a format of Python's, such as {@code {epoch:02d}} or {@code {val_loss:.2f}}.
 */
record PathPattern(String text) {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(\\w+)(?::((?:0?[1-9]\\d?)?(?:\\.\\d\\d?)?[df]))?\\}");

  PathPattern {
    checkArgument(!text.isEmpty(), "pattern: '' (expected: a path)");
    String rest = PLACEHOLDER.matcher(text).replaceAll("");
    checkArgument(
        rest.indexOf('{') < 0 && rest.indexOf('}') < 0,
        "pattern: %s (expected: placeholders like {epoch:02d}, {step} or {val_loss:.4f})",
        text);
  }

  /**
   * The path.
   *
   * @throws IllegalArgumentException if a placeholder names no result
   */
  String fill(int epoch, long step, Map<String, Double> results) {
    return PLACEHOLDER.matcher(text).replaceAll(found -> value(found, epoch, step, results));
  }

  private String value(MatchResult found, int epoch, long step, Map<String, Double> results) {
    String name = found.group(1);
    String format = found.group(2);
    if (name.equals("epoch") || name.equals("step")) {
      long number = name.equals("epoch") ? epoch : step;
      return format(found, format == null ? "d" : format, number);
    }
    Double result = results.get(name);
    checkArgument(
        result != null,
        "pattern: %s: no '{%s}' (expected: {epoch}, {step} or one of %s)",
        text,
        name,
        results.keySet());
    return format(found, format == null ? ".4f" : format, result);
  }

  private String format(MatchResult found, String format, Number number) {
    boolean isWhole = number instanceof Long;
    checkArgument(
        format.endsWith("d") == isWhole && !(isWhole && format.contains(".")),
        "pattern: %s: %s (expected: %s)",
        text,
        found.group(),
        isWhole ? "d, as in {epoch:02d}" : "f, as in {val_loss:.4f}");
    return String.format(Locale.ROOT, "%" + format, number);
  }
}
