package dev.jera.cli;

import com.google.common.primitives.Ints;
import dev.jera.cli.ImageFolder.Broken;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code jera train} that say what is trained on. */
final class DataOptions {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the recipe's four IDX files lie, gzipped or raw.")
  private Optional<Path> dataDirectory = Optional.empty();

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description =
          "Train a small convolutional network on the images in DIR, one folder a class, rather than a recipe.")
  private Optional<Path> images = Optional.empty();

  @Option(
      names = "--image-size",
      paramLabel = "N",
      converter = ImageSize.class,
      description = "Scale the images of --images to N x N pixels (default: 64).")
  private Optional<Integer> imageSize = Optional.empty();

  @Option(
      names = "--skip-broken-images",
      description = "Leave out the images of --images that cannot be decoded.")
  private boolean skipsBroken;

  /**
   * What is trained.
   *
   * @param name the recipe's name, if one is given
   * @throws ParameterException if the recipe is unknown, or options contradict each other
   */
  Source source(Optional<String> name, CommandLine command, Shell shell) {
    if (images.isEmpty()) {
      check(command, imageSize.isEmpty(), "--image-size without --images");
      check(command, !skipsBroken, "--skip-broken-images without --images");
      return new RecipeSource(
          name.map(word -> recipe(word, command)).orElse(Recipe.ALL.get(0)), dataDirectory);
    }
    check(command, name.isEmpty(), "A recipe with --images (expected: one of them)");
    check(command, dataDirectory.isEmpty(), "--data-dir with --images (expected: one of them)");
    return new ImageFolder(
        images.get(),
        imageSize.orElse(ImageFolder.DEFAULT_SIZE),
        skipsBroken ? Broken.SKIP : Broken.REFUSE,
        shell);
  }

  /** Found here rather than by a converter, so that a mistyped option is told before its value. */
  private static Recipe recipe(String name, CommandLine command) {
    try {
      return new Recipe.Words().convert(name);
    } catch (TypeConversionException e) {
      throw new ParameterException(command, "Unknown recipe " + e.getMessage(), e);
    }
  }

  private static void check(CommandLine command, boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(command, otherwise);
    }
  }

  /** Reads a number of pixels. */
  static final class ImageSize implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String word) {
      Integer size = Ints.tryParse(word);
      if (size == null || size < ImageFolder.LEAST_SIZE || size > ImageFolder.MOST_SIZE) {
        throw new TypeConversionException(
            "'%s' (expected: a whole number from %d to %d)"
                .formatted(word, ImageFolder.LEAST_SIZE, ImageFolder.MOST_SIZE));
      }
      return size;
    }
  }
}
