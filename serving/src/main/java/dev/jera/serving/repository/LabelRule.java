package dev.jera.serving.repository;

import dev.jera.serving.repository.ModelRepositoryException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Which labels a model may be given: a label in use never leads to nowhere.
 *
 * <p>The labels of a model that is new are free, as none of its versions can be available yet.
 */
final class LabelRule {
  private LabelRule() {}

  /**
   * Checks the labels of a model's next configuration.
   *
   * @param model the model as it is served; null where it is new
   * @throws ModelRepositoryException if one names a version that is not available, and may not
   */
  static void check(ModelConfig next, @Nullable ServedModel model, RepositoryOptions options) {
    if (model != null) {
      next.labels().forEach((label, version) -> check(label, version, model, options));
    }
  }

  private static void check(
      String label, long version, ServedModel model, RepositoryOptions options) {
    Long before = model.config().labels().get(label);
    boolean free = before == null && options.allowUnavailableLabels();
    boolean kept = before != null && before == version;
    boolean available =
        model.versions().stream()
            .anyMatch(each -> each.isAvailable() && each.id.version() == version);
    if (!free && !kept && !available) {
      throw new ModelRepositoryException(
          Reason.LABEL_REFUSED,
          "Label '%s' of model '%s': version %s is not available (expected: one that is; load it first, then move the label)"
              .formatted(label, model.config().name(), version));
    }
  }
}
