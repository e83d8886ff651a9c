package dev.jera.training.layers;

import com.google.common.reflect.ClassPath;
import dev.jera.model.Layer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** All public layers, found on the class path. */
final class LayerTypes {
  private LayerTypes() {}

  static List<? extends Class<? extends Layer>> all() {
    try {
      return ClassPath.from(Layer.class.getClassLoader())
          .getTopLevelClassesRecursive("dev.jera.model.layer")
          .stream()
          .map(ClassPath.ClassInfo::load)
          .filter(type -> Layer.class.isAssignableFrom(type) && !type.isInterface())
          .<Class<? extends Layer>>map(type -> type.asSubclass(Layer.class))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
