package dev.jera.model.picture;

import com.google.common.escape.Escaper;
import com.google.common.escape.Escapers;

/**
 * Writes a diagram for Graphviz, the boxes as tables.
 *
 * @see <a href="https://graphviz.org/doc/info/shapes.html#html">HTML-like labels</a>
 */
final class DotWriter {
  /** In labels Graphviz reads entities first, and then backslashes. */
  private static final Escaper LABEL =
      Escapers.builder()
          .addEscape('&', "&amp;")
          .addEscape('<', "&lt;")
          .addEscape('>', "&gt;")
          .addEscape('"', "&quot;")
          .addEscape('\\', "\\\\")
          .build();

  private final StringBuilder text = new StringBuilder();

  private DotWriter() {}

  static String write(Diagram diagram) {
    DotWriter writer = new DotWriter();
    writer.line("digraph \"%s\" {".formatted(diagram.title()));
    writer.line("  node [shape=plain, fontname=\"monospace\", fontsize=11];");
    writer.line("  edge [color=\"#616161\", arrowsize=0.7];");
    for (int i = 0; i < diagram.boxes().size(); i++) {
      writer.box(i, diagram.boxes().get(i));
    }
    for (Diagram.Arrow arrow : diagram.arrows()) {
      writer.line("  n%s -> n%s;".formatted(arrow.from(), arrow.to()));
    }
    writer.line("}");
    return writer.text.toString();
  }

  private void box(int index, Box box) {
    line("  n%s [label=<".formatted(index));
    line("    <table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"5\">");
    line(
        "      <tr><td colspan=\"2\" bgcolor=\"%s\"><b>%s</b>  %s</td></tr>"
            .formatted(box.role().colour(), LABEL.escape(box.name()), LABEL.escape(box.type())));
    for (Box.Row row : box.rows()) {
      line(
          "      <tr><td align=\"left\">%s</td><td align=\"left\">%s</td></tr>"
              .formatted(row.label(), row.shape()));
    }
    line("    </table>>];");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
