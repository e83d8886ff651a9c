package dev.jera.model;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Nulls in layers, which code that no tool checks for nulls can make by builders and withers. */
final class LayerComponents {
  private LayerComponents() {}

  /**
   * Checks that no component of a record is null that may not be.
   *
   * @param where what the error begins with
   */
  static void check(Supplier<String> where, Layer layer) {
    if (!layer.getClass().isRecord()) {
      return;
    }
    for (RecordComponent component : layer.getClass().getRecordComponents()) {
      Method accessor = component.getAccessor();
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)
          && accessor.canAccess(layer)
          && isNull(layer, accessor)) {
        throw new IllegalArgumentException(
            "%s: %s: null (expected: of type %s)"
                .formatted(where.get(), component.getName(), component.getType().getSimpleName()));
      }
    }
  }

  private static boolean isNull(Layer layer, Method accessor) {
    try {
      return accessor.invoke(layer) == null;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError(accessor + " of " + layer.getClass(), e);
    }
  }
}
