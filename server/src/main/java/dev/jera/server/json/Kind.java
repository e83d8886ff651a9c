package dev.jera.server.json;

/** The kinds of JSON values, as TensorFlow Serving's messages name them. */
enum Kind {
  NULL("Null"),
  FALSE("False"),
  TRUE("True"),
  OBJECT("Object"),
  ARRAY("Array"),
  STRING("String"),
  NUMBER("Number");

  private final String text;

  Kind(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
