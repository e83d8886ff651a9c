package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names for layers, made from their types as Keras makes them. */
final class LayerNames {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9.][A-Za-z0-9_.-]*");

  /** SavedModels have the saver's ops there. */
  private static final String RESERVED = "save";

  private final Set<String> taken;
  private final Multiset<String> counts = HashMultiset.create();

  /**
   * @param taken names that are given already
   */
  LayerNames(Collection<String> taken) {
    this.taken = new HashSet<>(taken);
  }

  /**
   * The next name for such a layer: {@code conv2d}, then {@code conv2d_1} ...; inputs count from 1.
   */
  String next(Layer layer) {
    String base = base(layer);
    String name;
    do {
      int before = counts.add(base, 1);
      int number = layer instanceof Input ? before + 1 : before;
      name = number == 0 ? base : base + "_" + number;
    } while (!taken.add(name));
    return name;
  }

  /** The name of the first layer of its kind. */
  static String base(Layer layer) {
    if (layer instanceof Model model) {
      return model.name();
    }
    String base = snakeCase(checked(layer.typeName()));
    check(base);
    return base;
  }

  /** The names, a repeated one followed by {@code _1} and so on. */
  static List<String> unique(List<String> names) {
    Set<String> taken = new HashSet<>(names);
    Set<String> given = new LinkedHashSet<>();
    for (String name : names) {
      String unique = name;
      for (int number = 1;
          given.contains(unique) || (number > 1 && taken.contains(unique));
          number++) {
        unique = name + "_" + number;
      }
      given.add(unique);
    }
    return List.copyOf(given);
  }

  static void check(String name) {
    checkArgument(
        LEGAL.matcher(name).matches() && !name.equals(RESERVED),
        "name: '%s' (expected: letters, digits, '_', '.' and '-', the first not '_' or '-', and not '%s')",
        name,
        RESERVED);
  }

  private static String checked(String typeName) {
    checkArgument(
        !typeName.isEmpty(),
        "typeName: '' (expected: a name; a layer without a class of its own gives it)");
    return typeName;
  }

  private static String snakeCase(String name) {
    String words =
        name.replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2").replaceAll("([a-z])([A-Z])", "$1_$2");
    return Ascii.toLowerCase(words);
  }
}
