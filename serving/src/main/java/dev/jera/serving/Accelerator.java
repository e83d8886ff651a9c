package dev.jera.serving;

import dev.jera.runtime.savedmodel.LoadedSavedModel;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Another engine than TensorFlow's to answer a bundle's calls. TensorFlow loads the bundle all the
 * same, and judges: an engine that cannot take a bundle, or answers it otherwise, is not used; see
 * {@link Predictor#engine()}.
 *
 * <p>A module that brings one names it in {@code META-INF/services}.
 */
public interface Accelerator {
  /** TensorFlow alone. */
  Accelerator NONE = new NoAccelerator();

  /** A word for it, such as {@code onnx}, as on a command line. */
  String name();

  /**
   * Takes a bundle over.
   *
   * @param model the bundle, which stays its owner's
   * @return what answers its calls; whoever asks closes it
   * @throws AcceleratorException if it cannot answer every signature that can be called
   */
  AcceleratedModel accelerate(LoadedSavedModel model);

  /**
   * The accelerator of a name: {@code tensorflow} for {@link #NONE}, or one that a module on the
   * class path brings.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Accelerator named(String name) {
    Map<String, Accelerator> known = all();
    Accelerator named = known.get(name);
    if (named == null) {
      throw new IllegalArgumentException(
          "name: '%s' (expected: one of %s; an accelerator's module has to be on the class path)"
              .formatted(name, List.copyOf(known.keySet())));
    }
    return named;
  }

  /** Those that {@link #named} finds, by name, in the order of the names. */
  static SortedMap<String, Accelerator> all() {
    SortedMap<String, Accelerator> known = new TreeMap<>();
    known.put(NONE.name(), NONE);
    ServiceLoader.load(Accelerator.class).forEach(found -> known.putIfAbsent(found.name(), found));
    return known;
  }
}
