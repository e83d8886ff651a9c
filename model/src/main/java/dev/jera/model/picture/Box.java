package dev.jera.model.picture;

import com.google.common.base.Ascii;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer as it is drawn.
 *
 * @param role what it is to the model
 * @param name the layer's name
 * @param type the layer's type, and what else is worth a word
 * @param inputs the shapes that it is given
 * @param outputs the shapes that it gives
 */
record Box(Role role, String name, String type, List<String> inputs, List<String> outputs) {
  private static final int REPLACEMENT = '\uFFFD';

  /** What a layer is to its model, and the colour that tells. */
  enum Role {
    INPUT("#c8e6c9"),
    OUTPUT("#ffe0b2"),
    FROZEN("#dcdcdc"),
    LAYER("#d4e4f7");

    private final String colour;

    Role(String colour) {
      this.colour = colour;
    }

    String colour() {
      return colour;
    }

    @Override
    public String toString() {
      return Ascii.toLowerCase(name());
    }
  }

  /** A line below the name: a shape, the first of its kind behind a label. */
  record Row(String label, String shape) {}

  /** Makes both texts printable: layers may call themselves anything. */
  Box {
    name = printable(name);
    type = printable(type);
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    add(rows, "input", inputs);
    add(rows, "output", outputs);
    return rows;
  }

  private static void add(List<Row> rows, String label, List<String> shapes) {
    for (int i = 0; i < shapes.size(); i++) {
      rows.add(new Row(i == 0 ? label : "", shapes.get(i)));
    }
  }

  /** One line of characters that XML can hold. */
  private static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .map(c -> Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
        .map(c -> c == 0xFFFE || c == 0xFFFF ? REPLACEMENT : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
