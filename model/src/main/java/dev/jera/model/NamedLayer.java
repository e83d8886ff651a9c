package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A layer under a name that its user chose. It takes, wants and gives what the layer does.
 *
 * @param name letters, digits, {@code _}, {@code .} and {@code -}
 * @param layer the layer
 * @param use whether a model may apply it more than once
 */
public record NamedLayer(String name, Layer layer, Use use) implements Layer {

  /** What it means when a model applies a name again. */
  public enum Use {
    /** It is a mistake. */
    ONCE,
    /** It is the same layer, with the same weights. */
    SHARED
  }

  /** Checks the name, and that the layer has none yet. */
  public NamedLayer {
    LayerNames.check(name);
    checkArgument(
        use == Use.ONCE || !(layer instanceof Input),
        "Input '%s': shared (expected: Input.tensor(name), once; the tensor may be used often)",
        name);
    checkArgument(
        !(layer instanceof NamedLayer),
        "Layer '%s': it is named already (expected: a layer without a name)",
        name);
  }

  /** The name of a layer within a layer: the user's, or its type's, such as {@code conv2d}. */
  public static String nameOf(Layer layer) {
    return layer instanceof NamedLayer named ? named.name() : LayerNames.base(layer);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    return layer.outputShapes(inputs);
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    return layer.weights(inputs);
  }

  @Override
  public boolean isPerExample() {
    return layer.isPerExample();
  }

  @Override
  public boolean isPartable() {
    return layer.isPartable();
  }

  @Override
  public List<List<Operand<TFloat32>>> buildParts(
      List<LayerScope> scopes, List<List<Operand<TFloat32>>> inputs) {
    return layer.buildParts(scopes, inputs);
  }

  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    return layer.build(scope, inputs);
  }

  @Override
  public String typeName() {
    return layer.typeName();
  }
}
