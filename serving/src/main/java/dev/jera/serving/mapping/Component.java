package dev.jera.serving.mapping;

import com.google.common.base.Throwables;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A component of a record.
 *
 * @param owner the simple name of the record's class
 * @param name its name in Java
 * @param type its type in Java
 * @param accessor reads it from a record
 */
record Component(String owner, String name, Type type, MethodHandle accessor) {

  /** The value of a record, which may be null. */
  @Nullable Object get(Record record) {
    try {
      return (Object) accessor.invoke(record);
    } catch (Throwable e) {
      Throwables.throwIfUnchecked(e);
      throw new AssertionError("accessors declare no exceptions", e);
    }
  }

  /** As {@code Component 'sepalLength' of record Flower}. */
  @Override
  public String toString() {
    return "Component '%s' of record %s".formatted(name, owner);
  }

  /** As {@code Component 'sepalLength' of record 3, a Flower}. */
  String toString(int index) {
    return "Component '%s' of record %d, a %s".formatted(name, index, owner);
  }
}
