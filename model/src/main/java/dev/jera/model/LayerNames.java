package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;

/** Names for layers, made from their types as Keras makes them. */
final class LayerNames {
  private final Multiset<String> taken = HashMultiset.create();

  /** The next name for a layer of this type: {@code conv2d}, then {@code conv2d_1} ... */
  String next(String typeName) {
    checkArgument(
        !typeName.isEmpty(),
        "typeName: '' (expected: a name; a layer without a class of its own gives it)");
    String base = snakeCase(typeName);
    int before = taken.add(base, 1);
    return before == 0 ? base : base + "_" + before;
  }

  private static String snakeCase(String name) {
    String words =
        name.replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2").replaceAll("([a-z])([A-Z])", "$1_$2");
    return Ascii.toLowerCase(words);
  }
}
