package dev.jera.model.picture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.common.io.MoreFiles;
import dev.jera.model.Model;
import dev.jera.runtime.StagedFile;
import java.nio.file.Path;

/**
 * Draws a model: a box for each layer with its name, type and shapes, and an arrow for each tensor
 * that a layer takes.
 *
 * <p>Inputs are green, outputs orange, frozen layers grey, all others blue. A shared layer is one
 * box with the arrows of all its applications; a model within the model is one box, too. The same
 * model gives the same text, on every machine.
 *
 * @see <a href="https://keras.io/api/utils/model_plotting_utils/">Keras plot_model</a>
 */
public final class ModelPicture {
  private ModelPicture() {}

  /** The model as text for Graphviz' {@code dot}. */
  public static String dot(Model model) {
    return DotWriter.write(Diagram.of(model));
  }

  /** The model as an SVG 1.1 document that needs no other file. */
  public static String svg(Model model) {
    return SvgWriter.write(Diagram.of(model));
  }

  /**
   * Writes the picture over what is there, whole or not at all; missing directories are made.
   *
   * @param file ends with {@code .svg}, or with {@code .dot} or {@code .gv} for Graphviz
   * @throws IllegalArgumentException if it ends otherwise
   * @throws dev.jera.runtime.JeraException if it cannot be written
   */
  public static void write(Model model, Path file) {
    String text =
        switch (Ascii.toLowerCase(MoreFiles.getFileExtension(file))) {
          case "svg" -> svg(model);
          case "dot", "gv" -> dot(model);
          default ->
              throw new IllegalArgumentException(
                  "file: %s (expected: a name that ends with .svg, .dot or .gv)".formatted(file));
        };
    StagedFile.write(file, text.getBytes(UTF_8));
  }
}
