package dev.jera.model.rewriting;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import dev.jera.model.BuiltModel;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Model.Call;
import dev.jera.runtime.Shapes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers of a model that give the same in a rewritten one: those that are the same there but
 * for their slopes, or pass on what was computed before them, and of which no border was left out.
 *
 * @param names their names, {@code model/layer} for one within a model
 */
record KeptLayers(ImmutableSet<String> names) {

  static KeptLayers of(Model described, Model rewritten) {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    collect(described, rewritten, "", names);
    return new KeptLayers(names.build());
  }

  BuiltModel among(BuiltModel built) {
    return new BuiltModel(
        built.outputs(),
        built.updates(),
        built.losses(),
        Maps.filterKeys(built.layers(), names::contains),
        built.scopes());
  }

  private static void collect(
      Model described, Model rewritten, String path, ImmutableSet.Builder<String> names) {
    Map<String, Layer> layers = new HashMap<>();
    rewritten.nodes().forEach(node -> layers.put(node.name(), node.layer()));
    for (int i = 0; i < described.nodes().size(); i++) {
      String name = described.nodes().get(i).name();
      Layer before = described.nodes().get(i).layer();
      Layer after = layers.getOrDefault(name, before);
      if (before instanceof Model inner && after instanceof Model innerAfter) {
        names.add(path + name);
        collect(inner, innerAfter, path + name + "/", names);
      } else if (givesTheSame(before, after)
          && shapes(described, name).equals(shapes(rewritten, name))) {
        names.add(path + name);
      }
    }
  }

  private static boolean givesTheSame(Layer before, Layer after) {
    return after.equals(before) || after instanceof Passing || after instanceof RectifierGradient;
  }

  /** The shapes that a layer gives, at each of its applications. */
  private static List<String> shapes(Model model, String name) {
    return model.calls().stream()
        .filter(call -> model.nodes().get(call.node()).name().equals(name))
        .map(Call::outputShapes)
        .map(shapes -> shapes.stream().map(Shapes::format).toList().toString())
        .toList();
  }
}
