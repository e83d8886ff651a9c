package dev.jera.model.rewriting;

import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.Maxima;
import dev.jera.model.Model;
import dev.jera.model.MonotoneTail;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A layer and the maxima behind it, its bias and activation applied to the maxima alone.
 *
 * <p>For a function that never falls, {@code f(max(y)) = max(f(y))}, to the bit: rounding never
 * falls either. The slope goes to the greatest y, whose f(y) is the greatest, too. Where f makes
 * several y equal it goes to one of those instead of the first; where f is flat it is 0 for all of
 * them.
 *
 * @param layer the layer
 * @param maxima the layer behind it
 */
record LateTail(MonotoneTail layer, Maxima maxima) implements UnaryLayer {

  /** Joins layers that are applied once with the maxima to which alone their output goes. */
  static Model moveTails(Model model) {
    Map<Integer, Layer> replaced = new HashMap<>();
    ModelView view = new ModelView(model);
    for (int i = 0; i < view.calls(); i++) {
      Optional<Integer> next = view.onlyTaker(i);
      if (next.isPresent()
          && view.isOnlyCall(i)
          && view.isOnlyCall(next.get())
          && view.layer(i) instanceof MonotoneTail layer
          && layer.isTailMonotone()
          && view.layer(next.get()) instanceof Maxima maxima) {
        replaced.put(view.call(i).node(), new LateTail(layer, maxima));
        replaced.put(view.call(next.get()).node(), new Passing());
      }
    }
    return new ModelEdit(model).replace(replaced).edited();
  }

  @Override
  public Shape outputShape(Shape input) {
    return maxima.outputShape(layer.outputShape(input));
  }

  @Override
  public List<WeightSpec> weights(Shape input) {
    return layer.weights(input);
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return layer.buildTail(scope, maxima.build(scope, layer.buildHead(scope, x)));
  }
}
