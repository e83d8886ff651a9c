package dev.jera.model.rewriting;

import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Model.Port;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Sliding;
import dev.jera.model.layer.Window;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.layer.preprocessing.Rescaling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/**
 * Leaves out what no output sees.
 *
 * <p>A window of reach r that moves by s over an axis without padding sees {@code (m - 1) s + r}
 * places for its first m outputs, and none behind them. Floor pooling leaves out what does not fill
 * a window, so that of the map before it, and of all maps before that one, the last rows and
 * columns may be computed for nothing. With m places needed of a map, the first {@code (m - 1) s +
 * r} of the map before are, and of a map that goes several ways the most that one of them needs.
 * What goes into a model's output, or into a layer not known to be local, is needed whole.
 *
 * <p>Places of a VALID window depend on the places that it sees alone, so those that are left have
 * the values that they had. The others had the slope 0: every gradient is the same sum with some
 * zeros fewer.
 *
 * <p>Maps are cut before convolutions, where that saves more than a copy of the map costs.
 */
final class DeadBorder {
  /** A value copied and its slope copied back, in products of a convolution, and some more. */
  private static final double PRODUCTS_PER_COPY = 8;

  private final Model model;
  private final ModelView view;
  private final Map<Port, Shape> needed = new HashMap<>();

  private DeadBorder(Model model) {
    this.model = model;
    view = new ModelView(model);
  }

  static Model remove(Model model) {
    DeadBorder pass = new DeadBorder(model);
    pass.findNeeded();
    return pass.cut();
  }

  private void findNeeded() {
    model.outputs().forEach(port -> needed.put(port, view.shape(port)));
    for (int i = view.calls() - 1; i >= 0; i--) {
      for (Port input : view.call(i).inputs()) {
        needed.merge(input, neededBefore(i, input), DeadBorder::larger);
      }
    }
  }

  /** What a call needs of one of its inputs. */
  private Shape neededBefore(int call, Port input) {
    Shape whole = view.shape(input);
    Shape after = needed.getOrDefault(new Port(call, 0), view.shape(new Port(call, 0)));
    Layer layer = view.layer(call);
    if (isPointwise(layer)) {
      return after;
    }
    return layer instanceof Sliding sliding && isLocal(sliding)
        ? seen(sliding.window(), after, whole)
        : whole;
  }

  private static boolean isPointwise(Layer layer) {
    return layer instanceof Rescaling
        || (layer instanceof Activation activation && activation.isLocal());
  }

  private static boolean isLocal(Sliding layer) {
    return layer.isLocal() && layer.window().padding() == Padding.VALID;
  }

  private static Shape seen(Window window, Shape after, Shape before) {
    long[] sizes = before.asArray();
    for (int axis = 0; axis < window.size().size(); axis++) {
      long stride = window.strides().get(axis);
      sizes[axis + 1] = (after.get(axis + 1) - 1) * stride + window.reach(axis);
    }
    return Shape.of(sizes);
  }

  private static Shape larger(Shape one, Shape other) {
    long[] sizes = one.asArray();
    for (int axis = 1; axis < sizes.length; axis++) {
      sizes[axis] = Math.max(sizes[axis], other.get(axis));
    }
    return Shape.of(sizes);
  }

  private Model cut() {
    ModelEdit edit = new ModelEdit(model);
    Map<Port, Shape> now = new HashMap<>();
    for (int i = 0; i < view.calls(); i++) {
      List<Shape> given = new ArrayList<>();
      view.call(i).inputs().forEach(port -> given.add(now.getOrDefault(port, view.shape(port))));
      if (view.layer(i) instanceof Sliding sliding && isLocal(sliding)) {
        Shape enough = neededBefore(i, view.call(i).inputs().get(0));
        if (pays(sliding, given.get(0), enough)) {
          edit.putBefore(i, Leading.of(enough));
          given.set(0, enough);
        }
      }
      if (view.layer(i) instanceof UnaryLayer layer) {
        now.put(new Port(i, 0), layer.outputShape(given.get(0)));
      }
    }
    return edit.edited();
  }

  /** Whether a layer computes so much less where it is given less. */
  private static boolean pays(Sliding layer, Shape given, Shape enough) {
    double products =
        layer.weights(given).stream().map(WeightSpec::shape).mapToDouble(Shape::size).sum();
    double saved = places(layer.outputShape(given)) - places(layer.outputShape(enough));
    return saved * products > PRODUCTS_PER_COPY * enough.get(-1) * places(enough);
  }

  private static double places(Shape shape) {
    double places = 1;
    for (int axis = 1; axis < shape.numDimensions() - 1; axis++) {
      places *= shape.get(axis);
    }
    return places;
  }
}
