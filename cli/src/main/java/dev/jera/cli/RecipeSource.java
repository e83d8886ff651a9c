package dev.jera.cli;

import dev.jera.datasets.ArrayDataset;
import dev.jera.runtime.Dtype;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A recipe, with the data set that it names.
 *
 * @param recipe the recipe
 * @param dataDirectory where the data set's files lie, if not where they are at home
 */
record RecipeSource(Recipe recipe, Optional<Path> dataDirectory) implements Source {

  @Override
  public String name() {
    return recipe.name();
  }

  @Override
  public Workload load(long seed) {
    return new Workload(
        recipe.name(),
        recipe.description(),
        recipe.setup(),
        prepare(recipe.data().train(dataDirectory)),
        prepare(recipe.data().test(dataDirectory)),
        recipe.validation(),
        recipe.data().classNames());
  }

  /** Gives the labels the form that the loss wants: class numbers as they are, or one-hot rows. */
  private ArrayDataset prepare(ArrayDataset examples) {
    boolean oneHot = recipe.setup().loss().labelDtype() == Dtype.FLOAT32;
    return oneHot ? examples.oneHot(recipe.data().classNames().size()) : examples;
  }

  @Override
  public String next(Path bundle) {
    String data =
        dataDirectory
            .map(directory -> " --data-dir " + Shell.quote(directory.toString()))
            .orElse("");
    return "evaluate %s --dataset %s%s"
        .formatted(Shell.quote(Shell.show(bundle)), recipe.data(), data);
  }
}
