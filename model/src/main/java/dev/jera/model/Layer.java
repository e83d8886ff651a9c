package dev.jera.model;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * One transformation of float32 tensors: immutable, and without native memory. A layer with one
 * input and one output, as most have, is a {@link UnaryLayer}.
 *
 * <p>Shapes have the batch as their first axis, of unknown size; every other size is known.
 */
public interface Layer {

  /**
   * The shapes that it gives for inputs of these shapes.
   *
   * @throws IllegalArgumentException if it cannot take such inputs; the message begins with {@code
   *     input}, the shape, and what was expected
   */
  List<Shape> outputShapes(List<Shape> inputs);

  /** The weights that it wants for inputs of these shapes, in Keras' order. */
  default List<WeightSpec> weights(List<Shape> inputs) {
    return List.of();
  }

  /**
   * Whether a batch may be computed in parts: what it gives for an example comes of that example
   * and the weights alone, it {@link LayerScope#update updates} no weight, the losses it adds are
   * means over the examples, and the first axis of what it draws at random is the batch. Training
   * then computes parts of a batch on several cores at once.
   *
   * <p>False unless a layer says so: a layer that says so wrongly is trained wrongly.
   */
  default boolean isPerExample() {
    return false;
  }

  /**
   * Whether a batch may be computed in parts that are built together, by {@link #buildParts}: the
   * layer {@link #isPerExample}, or brings there together what it wants of the whole batch.
   */
  default boolean isPartable() {
    return isPerExample();
  }

  /** Adds its ops. The scope holds the weights that {@link #weights} asked for. */
  List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs);

  /**
   * Adds its ops for all parts of a batch. What it {@link LayerScope#update updates}, it updates in
   * the first scope alone.
   *
   * @param scopes one a part, of one weight each time
   * @param inputs the inputs of each part
   * @return the outputs of each part
   */
  default List<List<Operand<TFloat32>>> buildParts(
      List<LayerScope> scopes, List<List<Operand<TFloat32>>> inputs) {
    List<List<Operand<TFloat32>>> outputs = new ArrayList<>();
    for (int part = 0; part < scopes.size(); part++) {
      outputs.add(build(scopes.get(part), inputs.get(part)));
    }
    return outputs;
  }

  /** The name of its type, such as {@code Conv2D}; layer names are made from it. */
  default String typeName() {
    return getClass().getSimpleName();
  }

  /**
   * Applies it to tensors of a functional model, with weights of its own each time.
   *
   * @return its only output
   * @throws IllegalArgumentException if it cannot take them, or gives several outputs ({@link
   *     #allOn})
   */
  default SymbolicTensor on(SymbolicTensor... inputs) {
    return Application.of(this, inputs).onlyOutput();
  }

  /** Applies it as {@link #on} does, and gives all outputs. */
  default List<SymbolicTensor> allOn(SymbolicTensor... inputs) {
    return Application.of(this, inputs).outputs();
  }

  /** The same layer under a name of its own; a model takes the name once. */
  default NamedLayer named(String name) {
    return new NamedLayer(name, this, NamedLayer.Use.ONCE);
  }

  /** The same layer under a name; wherever a model applies that name, the weights are the same. */
  default NamedLayer shared(String name) {
    return new NamedLayer(name, this, NamedLayer.Use.SHARED);
  }
}
