package dev.jera.serving.mapping;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A class of records, its components by the names that they stand for.
 *
 * @param type the class
 * @param components by {@link MappedName}, else by their own names, in their order
 * @param constructor takes an array of a value for each component
 */
record RecordClass<T extends Record>(
    Class<T> type, Map<String, Component> components, MethodHandle constructor) {

  /**
   * Looks a class up.
   *
   * @throws IllegalArgumentException if it is no class of records, if the lookup cannot reach it,
   *     or if two components have one name
   */
  static <T extends Record> RecordClass<T> of(Class<T> type, MethodHandles.Lookup lookup) {
    RecordComponent[] all = type.getRecordComponents();
    checkArgument(all != null, "type: %s (expected: a class of records)", type.getTypeName());
    Map<String, Component> components = new LinkedHashMap<>();
    try {
      for (RecordComponent component : all) {
        MappedName mapped = component.getAnnotation(MappedName.class);
        String name = mapped == null ? component.getName() : mapped.value();
        Component found =
            new Component(
                type.getSimpleName(),
                component.getName(),
                component.getGenericType(),
                lookup.unreflect(component.getAccessor()));
        @Nullable Component other = components.put(name, found);
        checkArgument(
            other == null,
            "%s: the name '%s' (expected: a name of its own, which component '%s' has not)",
            found,
            name,
            other == null ? "" : other.name());
      }
      MethodHandle constructor =
          lookup.unreflectConstructor(
              type.getDeclaredConstructor(
                  Stream.of(all).map(RecordComponent::getType).toArray(Class<?>[]::new)));
      return new RecordClass<>(
          type,
          ImmutableMap.copyOf(components),
          constructor.asSpreader(Object[].class, all.length));
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          "Record %s cannot be reached: it is not public, or its module does not export it (expected: a public record in an exported package); make it so, or pass the MethodHandles.lookup() of a class that sees it"
              .formatted(type.getTypeName()),
          e);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("every record has its canonical constructor", e);
    }
  }

  /** What each component is bound to by its name, in their order. */
  List<Binding> bind(BiFunction<String, Component, Binding> binding) {
    return components.entrySet().stream()
        .map(entry -> binding.apply(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Makes a record; what its constructor throws is thrown as it is. */
  T create(List<Object> values) {
    try {
      return type.cast((Object) constructor.invoke(values.toArray()));
    } catch (Throwable e) {
      Throwables.throwIfUnchecked(e);
      throw new AssertionError("canonical constructors declare no exceptions", e);
    }
  }

  /** As {@code Flower}. */
  String name() {
    return type.getSimpleName();
  }
}
