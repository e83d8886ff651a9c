package dev.jera.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Strings;
import com.google.common.primitives.Longs;
import dev.jera.server.ApiException;
import dev.jera.serving.repository.ModelRef;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request line asks: {@code POST /v1/models/NAME:predict}, {@code :classify} or {@code
 * :regress}, {@code GET /v1/models/NAME} or {@code .../metadata}, each with {@code /versions/N} or
 * {@code /labels/LABEL} after the name, or with neither.
 *
 * <p>Names and labels are percent-decoded once they are found, so that they may hold a slash; they
 * are keys of a map, never a path of files.
 *
 * @param model which version of which model
 * @param verb what is asked of it
 */
record ModelPath(ModelRef model, Verb verb) {
  private static final String NAME = "/(?<name>[^/:]+)";
  private static final String VERSION =
      "(?:/versions/(?<version>[0-9]+)|/labels/(?<label>[^/:]+))?";
  private static final Pattern POST =
      Pattern.compile(
          "(?i:/v1/models" + NAME + VERSION + "):(?<verb>predict|classify|regress)",
          Pattern.DOTALL);
  private static final Pattern GET =
      Pattern.compile(
          "(?i:/v1/models(?:" + NAME + ")?" + VERSION + "(?:/(?<verb>metadata))?)", Pattern.DOTALL);

  /** What can be asked of a model. */
  enum Verb {
    PREDICT,
    CLASSIFY,
    REGRESS,
    STATUS,
    METADATA
  }

  /**
   * Reads a request line.
   *
   * @param path as the client sent it, without the query
   * @throws ApiException if it asks nothing that there is
   */
  static ModelPath of(String method, String path) {
    return switch (method) {
      case "POST" -> post(match(POST, method, path));
      case "GET" -> get(match(GET, method, path));
      default -> throw malformed(method, path);
    };
  }

  private static ModelPath post(Matcher match) {
    ModelRef model = model(match);
    return switch (match.group("verb")) {
      case "predict" -> new ModelPath(model, Verb.PREDICT);
      case "classify" -> new ModelPath(model, Verb.CLASSIFY);
      default -> new ModelPath(model, Verb.REGRESS);
    };
  }

  private static ModelPath get(Matcher match) {
    return new ModelPath(model(match), match.group("verb") == null ? Verb.STATUS : Verb.METADATA);
  }

  private static Matcher match(Pattern pattern, String method, String path) {
    Matcher match = pattern.matcher(path);
    if (!match.matches()) {
      throw malformed(method, path);
    }
    return match;
  }

  private static ApiException malformed(String method, String path) {
    return ApiException.invalid("Malformed request: %s %s", method, path);
  }

  private static ModelRef model(Matcher match) {
    OptionalLong version = version(match.group("version"));
    Optional<String> label = Optional.ofNullable(match.group("label")).map(ModelPath::decode);
    String name = Strings.nullToEmpty(match.group("name"));
    if (name.isEmpty()) {
      throw ApiException.invalid("Missing model name in request.");
    }
    return new ModelRef(decode(name), version, label);
  }

  private static OptionalLong version(@Nullable String digits) {
    if (digits == null) {
      return OptionalLong.empty();
    }
    @Nullable Long version = Longs.tryParse(digits);
    if (version == null) {
      throw ApiException.invalid("Failed to convert version: %s to numeric.", digits);
    }
    return OptionalLong.of(version);
  }

  /** Bytes for {@code %XX}; a percent sign that begins nothing of the kind stands for itself. */
  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] raw = text.getBytes(UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int high = i + 2 < raw.length ? hex(raw[i + 1]) : -1;
      int low = i + 2 < raw.length ? hex(raw[i + 2]) : -1;
      if (raw[i] == '%' && high >= 0 && low >= 0) {
        decoded.write(high << 4 | low);
        i += 2;
      } else {
        decoded.write(raw[i]);
      }
    }
    return decoded.toString(UTF_8);
  }

  private static int hex(byte letter) {
    return Character.digit((char) (letter & 0xFF), 16);
  }
}
