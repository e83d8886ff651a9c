package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jera.server.ApiException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the values of one JSON document in order, and any of them again: it stands before a value,
 * and each method that reads one leaves it behind the value.
 *
 * <p>The document has been checked as a whole, so that no method meets a broken one.
 */
final class JsonScanner extends JsonNumbers {

  private JsonScanner(byte[] json, int start, int end) {
    super(json, start, end);
  }

  /**
   * Checks a document and stands at its start.
   *
   * @param length how many of the bytes are the document; a byte order mark is passed
   * @param depth how deep arrays and objects may be nested
   * @throws ApiException if it is no JSON document, or a deeper one
   */
  static JsonScanner of(byte[] json, int length, int depth) {
    boolean hasMark =
        length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF;
    int start = hasMark ? 3 : 0;
    JsonSyntax.check(json, start, length, depth);
    return new JsonScanner(json, start, length);
  }

  /** Passes the bracket that opens an array or object. */
  void enter() {
    peek();
    at++;
  }

  /**
   * Passes the comma before the next element of an array that was entered, or its end.
   *
   * @return whether there is a next element
   */
  boolean hasNext() {
    byte next = peek();
    if (next == ',') {
      at++;
      peek();
      return true;
    } else if (next == ']' || next == '}') {
      at++;
      return false;
    }
    return true;
  }

  /** Reads the key of the next member of an object, of which there must be one. */
  String key() {
    String key = string();
    peek();
    at++;
    peek();
    return key;
  }

  /**
   * Where the values of an object stand, by key; passes the object.
   *
   * @param duplicate the error for a key that comes twice
   */
  Map<String, Integer> members(Function<String, ApiException> duplicate) {
    Map<String, Integer> members = new LinkedHashMap<>();
    enter();
    while (hasNext()) {
      String key = key();
      if (members.put(key, at) != null) {
        throw duplicate.apply(key);
      }
      skip();
    }
    return members;
  }

  /** Reads true or false. */
  boolean bool() {
    boolean value = peek() == 't';
    skipWord();
    return value;
  }

  /** Reads a string. */
  String string() {
    return new String(bytes(), UTF_8);
  }

  /** Reads a string as UTF-8. */
  byte[] bytes() {
    peek();
    int start = at + 1;
    boolean escaped = skipString();
    return escaped ? Escapes.decode(json, start, at - 1) : Arrays.copyOfRange(json, start, at - 1);
  }
}
