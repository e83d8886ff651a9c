package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Map;
import org.tensorflow.ndarray.NdArray;

/**
 * One labelled example.
 *
 * @param features what a model is fed, by input name; a single one may have any name
 * @param labels what it should answer, by output name; a single one may have any name
 * @param weight how much it counts in loss and metrics, at least 0 and finite
 */
public record Example(
    Map<String, NdArray<?>> features, Map<String, NdArray<?>> labels, float weight) {
  /** The name of a single feature. */
  public static final String FEATURES = "features";

  /** The name of a single label. */
  public static final String LABELS = "labels";

  /** Copies the maps and checks the weight. */
  public Example {
    checkWeight(weight);
    features = ImmutableMap.copyOf(features);
    labels = ImmutableMap.copyOf(labels);
  }

  /** An example of one feature and one label, of weight 1. */
  public static Example of(NdArray<?> feature, NdArray<?> label) {
    return new Example(ImmutableMap.of(FEATURES, feature), ImmutableMap.of(LABELS, label), 1);
  }

  /**
   * The only feature.
   *
   * @throws IllegalArgumentException if there are several
   */
  public NdArray<?> feature() {
    return only("features", features);
  }

  /**
   * The only label.
   *
   * @throws IllegalArgumentException if there are several
   */
  public NdArray<?> label() {
    return only("labels", labels);
  }

  /** The same with its only feature changed. */
  public Example withFeature(NdArray<?> feature) {
    feature();
    return new Example(Maps.transformValues(features, old -> feature), labels, weight);
  }

  /** The same with its only label changed. */
  public Example withLabel(NdArray<?> label) {
    label();
    return new Example(features, Maps.transformValues(labels, old -> label), weight);
  }

  /** The same with this weight. */
  public Example withWeight(float weight) {
    return new Example(features, labels, weight);
  }

  static void checkWeight(float weight) {
    checkArgument(
        weight >= 0 && Float.isFinite(weight), "weight: %s (expected: >= 0 and finite)", weight);
  }

  static NdArray<?> only(String what, Map<String, NdArray<?>> arrays) {
    checkArgument(arrays.size() == 1, "%s: %s (expected: one; ask by name)", what, arrays.keySet());
    return arrays.values().iterator().next();
  }
}
