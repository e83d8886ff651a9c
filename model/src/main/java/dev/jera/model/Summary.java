package dev.jera.model;

import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;

/**
 * Keras 2's table of a model, to the character.
 *
 * @see <a
 *     href="https://github.com/keras-team/keras/blob/v2.6.0/keras/utils/layer_utils.py">print_summary</a>
 */
final class Summary {
  private static final int WIDTH = 65;

  /** Where the columns end. */
  private static final int[] ENDS = {29, 55, WIDTH};

  private Summary() {}

  static String of(Model model) {
    String thin = "_".repeat(WIDTH);
    String thick = "=".repeat(WIDTH);
    StringJoiner lines = new StringJoiner(System.lineSeparator());
    lines.add("Model: \"%s\"".formatted(model.name())).add(thin);
    lines.add(row("Layer (type)", "Output Shape", "Param #")).add(thick);
    lines.add(
        model.nodes().stream()
            .filter(node -> !(node.layer() instanceof Input))
            .map(
                node ->
                    row(
                        "%s (%s)".formatted(node.name(), node.layer().typeName()),
                        tuple(node.outputShapes().get(0)),
                        Long.toString(node.parameterCount())))
            .collect(Collectors.joining(System.lineSeparator() + thin + System.lineSeparator())));
    lines.add(thick);
    lines.add(String.format(Locale.ROOT, "Total params: %,d", model.parameterCount()));
    lines.add(String.format(Locale.ROOT, "Trainable params: %,d", model.parameterCount()));
    lines.add("Non-trainable params: 0").add(thin);
    return lines.toString();
  }

  private static String row(String... fields) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < fields.length; i++) {
      if (i > 0) {
        line.setCharAt(line.length() - 1, ' ');
      }
      line.append(fields[i]);
      line.setLength(Math.min(line.length(), ENDS[i]));
      line.append(" ".repeat(ENDS[i] - line.length()));
    }
    return line.toString();
  }

  /** As Python writes it: {@code (None, 26, 26, 32)}. */
  private static String tuple(Shape shape) {
    return LongStream.of(shape.asArray())
        .mapToObj(size -> size == Shape.UNKNOWN_SIZE ? "None" : Long.toString(size))
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
