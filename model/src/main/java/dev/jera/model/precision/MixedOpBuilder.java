package dev.jera.model.precision;

import dev.jera.runtime.Dtype;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * Builds an op whose floating inputs are cast to one dtype, that of {@link HalfKernels}. It knows
 * which when it has seen all inputs.
 */
final class MixedOpBuilder implements OperationBuilder {
  /** The dtype of what a product gives, where an op lets it be another than that of its inputs. */
  private static final String OUTPUT_DTYPE = "Tout";

  private final MixedScope scope;
  private final String type;
  private final OperationBuilder plain;
  private final List<List<Output<?>>> inputs = new ArrayList<>();
  private final List<Boolean> lists = new ArrayList<>();

  /**
   * @param type the type of the op
   * @param plain builds the op
   */
  MixedOpBuilder(MixedScope scope, String type, OperationBuilder plain) {
    this.scope = scope;
    this.type = type;
    this.plain = plain;
  }

  @Override
  public OperationBuilder addInput(Output<?> input) {
    inputs.add(List.of(input));
    lists.add(false);
    return this;
  }

  @Override
  public OperationBuilder addInputList(Output<?>[] given) {
    inputs.add(List.of(given));
    lists.add(true);
    return this;
  }

  @Override
  public Operation build() {
    HalfKernels kernels = HalfKernels.of(type, scope.compute());
    for (int i = 0; i < inputs.size(); i++) {
      Output<?>[] cast =
          inputs.get(i).stream()
              .map(input -> kernels == HalfKernels.ANY ? input : cast(input))
              .toArray(Output<?>[]::new);
      if (lists.get(i)) {
        plain.addInputList(cast);
      } else {
        plain.addInput(cast[0]);
      }
    }
    return plain.build();
  }

  private Output<?> cast(Output<?> input) {
    return isFloating(input) ? scope.cast(input, target()) : input;
  }

  private Dtype target() {
    return switch (HalfKernels.of(type, scope.compute())) {
      case ALWAYS -> scope.compute();
      case FOLLOWS -> all().anyMatch(this::isHalf) ? scope.compute() : Dtype.FLOAT32;
      case ANY, NEVER -> Dtype.FLOAT32;
    };
  }

  private Stream<Output<?>> all() {
    return inputs.stream().flatMap(List::stream);
  }

  private boolean isHalf(Output<?> input) {
    return input.dataType() == scope.compute().toProto();
  }

  private boolean isFloating(Output<?> input) {
    return isHalf(input) || input.dataType() == DataType.DT_FLOAT;
  }

  /** Attributes come behind the inputs, so that the dtype of those is known. */
  @Override
  public OperationBuilder setAttr(String name, DataType value) {
    boolean isOfProduct = name.equals(OUTPUT_DTYPE) && value == DataType.DT_FLOAT;
    plain.setAttr(name, isOfProduct ? target().toProto() : value);
    return this;
  }

  @Override
  public OperationBuilder addControlInput(Operation control) {
    plain.addControlInput(control);
    return this;
  }

  @Override
  public OperationBuilder setDevice(String device) {
    plain.setDevice(device);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, String[] value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, String value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, byte[] value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, long value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, long[] value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, float value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, float[] value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, boolean value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, boolean[] value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, DataType[] value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, Tensor value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, Tensor[] value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, Shape value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, Shape[] value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, ConcreteFunction value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, ConcreteFunction[] value) {
    plain.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, AttrValue value) {
    plain.setAttr(name, value);
    return this;
  }
}
