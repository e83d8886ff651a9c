package dev.jera.cli;

import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.SavedModelOpsException;
import dev.jera.serving.Planning;
import dev.jera.serving.Predictor;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;

/** Which bundle is loaded, and what it may do. */
final class LoadableBundle {
  @Mixin private BundleOptions bundle = new BundleOptions();

  @Mixin private LoadingOptions loading = new LoadingOptions();

  /** The bundle, or the directory above it, as the user named it. */
  Path path() {
    return bundle.path();
  }

  /**
   * Loads the bundle; the caller closes it.
   *
   * @param planning whether there will be so many calls that it pays to find out how they are
   *     fastest
   * @throws dev.jera.runtime.savedmodel.SavedModelException if there is none, or it cannot be
   *     loaded
   * @throws JeraException if it has ops that an option would let pass; the message names that
   */
  Predictor load(Planning planning) {
    try {
      return Predictor.load(
          path(), loading.options().withTags(bundle.tags()).withPlanning(planning));
    } catch (SavedModelOpsException e) {
      throw loading.withAdvice(e);
    }
  }
}
