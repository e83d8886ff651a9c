package dev.jera.server.json;

/** The way from a document's root to one of its values, as {@code inputs.x[0][27]}. */
final class JsonPath {
  private final int place;
  private final StringBuilder path = new StringBuilder();

  private JsonPath(int place) {
    this.place = place;
  }

  /**
   * The way to the innermost value around a place; a value that just ends there is around it.
   *
   * @param place an offset in the document
   * @param json stands before the root, an object
   * @return the way; empty for the root itself
   */
  static String to(int place, JsonScanner json) {
    JsonPath path = new JsonPath(place);
    path.descend(json);
    return path.path.isEmpty() ? "" : path.path.substring(1);
  }

  private void descend(JsonScanner json) {
    Kind kind = json.kind();
    if (kind != Kind.OBJECT && kind != Kind.ARRAY) {
      return;
    }
    json.enter();
    for (int i = 0; json.hasNext(); i++) {
      String step = kind == Kind.OBJECT ? "." + json.key() : "[%d]".formatted(i);
      int start = json.at();
      json.skip();
      if (start <= place && place <= json.at()) {
        path.append(step);
        json.seek(start);
        descend(json);
        return;
      }
    }
  }
}
