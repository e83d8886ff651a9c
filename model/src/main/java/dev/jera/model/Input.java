package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * What a model is fed: the layer that takes nothing.
 *
 * @param shape the shape of one example, without the batch; every size known
 * @param dtype the dtype of what is fed; the graph makes float32 of it
 * @see <a href="https://keras.io/api/layers/core_layers/input/">Keras Input</a>
 */
public record Input(Shape shape, Dtype dtype) implements Layer {

  /** Checks that every size is known and that the dtype is a number's. */
  public Input {
    checkArgument(
        LayerShapes.holds(shape),
        "Input shape: %s (expected: at most 252 sizes, each > 0, at most %s values an example; the batch is not named)",
        Shapes.format(shape),
        Integer.MAX_VALUE);
    checkArgument(
        dtype.tensorType().isPresent() && dtype != Dtype.STRING && dtype != Dtype.BOOL,
        "Input dtype: %s (expected: a number's dtype that TensorFlow Java has)",
        dtype);
  }

  /** A float32 input with examples of this shape. */
  public static Input of(long... shape) {
    return new Input(Shape.of(shape), Dtype.FLOAT32);
  }

  /** The same shape, fed as another dtype. */
  public Input withDtype(Dtype dtype) {
    return new Input(shape, dtype);
  }

  /** A new tensor that begins a functional model, named {@code input_1}, {@code input_2} ... */
  public SymbolicTensor tensor() {
    return on();
  }

  /** A new tensor that begins a functional model, fed under this name. */
  public SymbolicTensor tensor(String name) {
    return named(name).on();
  }

  /** A placeholder of this name for a batch of any size. */
  public Operand<? extends TNumber> placeholder(Ops tf, String name) {
    Class<? extends TType> type = dtype.tensorType().orElseThrow();
    return tf.withName(name)
        .placeholder(type.asSubclass(TNumber.class), Placeholder.shape(batchShape()));
  }

  /** The shape with the batch, of unknown size, as its first axis. */
  public Shape batchShape() {
    return Shape.of(Shape.UNKNOWN_SIZE).append(shape);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    checkArgument(inputs.isEmpty(), "%s inputs (expected: none, an Input begins)", inputs.size());
    return List.of(batchShape());
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  /** Never asked for: a model is given the values of its inputs. */
  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    throw new IllegalStateException("Input: built (expected: a model's input, which is fed)");
  }
}
