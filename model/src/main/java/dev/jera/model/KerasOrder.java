package dev.jera.model;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The order in which Keras lists a model's layers: by their greatest distance to an output, then in
 * the order in which a search from the outputs meets them.
 *
 * @see <a href="https://github.com/keras-team/keras/blob/v2.6.0/keras/engine/functional.py">
 *     _map_graph_network</a>
 */
final class KerasOrder {
  /** In the order in which the search meets them, the outputs' first. */
  private final Map<Application, Integer> met = new LinkedHashMap<>();

  /** Each after those that it takes from. */
  private final Set<Application> finished = new LinkedHashSet<>();

  private KerasOrder() {}

  static KerasOrder of(List<SymbolicTensor> outputs) {
    KerasOrder order = new KerasOrder();
    outputs.forEach(output -> order.search(output.source()));
    return order;
  }

  /** The application and all that lead to it, in the order in which they were described. */
  static List<Application> of(Application last) {
    KerasOrder order = new KerasOrder();
    order.search(last);
    return order.finished.stream().sorted(Comparator.comparingLong(Application::sequence)).toList();
  }

  /** A depth-first search with a stack of its own: a model may be deeper than Java's. */
  private void search(Application start) {
    Deque<Application> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      Application application = open.element();
      met.putIfAbsent(application, met.size());
      Application next = null;
      for (SymbolicTensor input : application.inputs()) {
        if (!met.containsKey(input.source())) {
          next = input.source();
          break;
        }
      }
      if (next == null) {
        finished.add(open.remove());
      } else {
        open.push(next);
      }
    }
  }

  /** All applications that an output needs. */
  Set<Application> applications() {
    return ImmutableSet.copyOf(finished);
  }

  /** The names of layers in Keras' order; a layer with several applications has one name. */
  List<String> sort(Collection<String> names, Function<Application, String> nameOf) {
    Map<Application, Integer> depths = new HashMap<>();
    Map<String, Integer> layerDepths = new HashMap<>();
    Map<String, Integer> layerMet = new HashMap<>();
    met.forEach((each, index) -> layerMet.putIfAbsent(nameOf.apply(each), index));
    List<Application> backwards = new ArrayList<>(finished);
    Collections.reverse(backwards);
    for (Application application : backwards) {
      int depth =
          Math.max(
              depths.getOrDefault(application, 0),
              layerDepths.getOrDefault(nameOf.apply(application), 0));
      depths.put(application, depth);
      layerDepths.put(nameOf.apply(application), depth);
      for (SymbolicTensor input : application.inputs()) {
        depths.merge(input.source(), depth + 1, Math::max);
      }
    }
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(
        Comparator.<String>comparingInt(name -> -layerDepths.getOrDefault(name, 0))
            .thenComparingInt(name -> layerMet.getOrDefault(name, 0)));
    return sorted;
  }
}
