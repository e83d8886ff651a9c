package dev.jera.datasets.npy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads a literal as Python writes it: dict, tuple, list, string, whole number, True, False, None.
 *
 * <p>Maps, lists (for tuples too), strings, longs and booleans stand for them; the string "None"
 * for None.
 *
 * @see <a href="https://docs.python.org/3/library/ast.html#ast.literal_eval">literal_eval</a>
 */
final class PythonLiteral {

  /** Deeper ones are no header, but could use up the stack. */
  private static final int DEEPEST = 32;

  private final String text;
  private int at;
  private int depth;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if the text is no such literal; the message says where
   */
  static Object parse(String text) {
    var literal = new PythonLiteral(text);
    Object value = literal.value();
    if (literal.peek() != 0) {
      throw literal.unexpected("the end");
    }
    return value;
  }

  private Object value() {
    char first = peek();
    return switch (first) {
      case '{' -> nested(this::dict);
      case '(' -> nested(() -> sequence(')'));
      case '[' -> nested(() -> sequence(']'));
      case '\'', '"' -> string(first);
      default -> word();
    };
  }

  private Object nested(Supplier<Object> inner) {
    if (++depth > DEEPEST) {
      throw unexpected("at most %d levels of brackets".formatted(DEEPEST));
    }
    at++;
    Object value = inner.get();
    depth--;
    return value;
  }

  private Map<Object, Object> dict() {
    var entries = ImmutableMap.builder();
    while (!take('}')) {
      Object key = value();
      if (!take(':')) {
        throw unexpected("':'");
      }
      entries.put(key, value());
      separate('}');
    }
    return entries.buildOrThrow();
  }

  /** A lone value in round brackets, without a comma, is that value. */
  private Object sequence(char end) {
    ImmutableList.Builder<Object> items = ImmutableList.builder();
    boolean comma = false;
    while (!take(end)) {
      items.add(value());
      comma |= separate(end);
    }
    List<Object> all = items.build();
    return end == ')' && all.size() == 1 && !comma ? all.get(0) : all;
  }

  private boolean separate(char end) {
    if (!take(',') && peek() != end) {
      throw unexpected("',' or '" + end + "'");
    }
    return text.charAt(at - 1) == ',';
  }

  private String string(char quote) {
    int end = text.indexOf(quote, at + 1);
    String content = end < 0 ? "" : text.substring(at + 1, end);
    if (end < 0 || content.indexOf('\\') >= 0) {
      throw unexpected("a string without escapes, and its end");
    }
    at = end + 1;
    return content;
  }

  private Object word() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    // Python 2 wrote long numbers with an L.
    if (word.matches("-?[0-9]{1,18}L?")) {
      return Long.valueOf(word.replace("L", ""));
    }
    return switch (word) {
      case "True" -> true;
      case "False" -> false;
      case "None" -> word;
      default -> {
        at = start;
        throw unexpected("a value");
      }
    };
  }

  private boolean take(char wanted) {
    boolean there = peek() == wanted;
    if (there) {
      at++;
    }
    return there;
  }

  /** The next character that is no space, 0 at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private IllegalArgumentException unexpected(String expected) {
    String rest = text.substring(at, Math.min(text.length(), at + 20));
    return new IllegalArgumentException(
        "'%s' at character %d (expected: %s)".formatted(rest, at, expected));
  }
}
