package dev.jera.model.precision;

import dev.jera.runtime.Dtype;
import org.tensorflow.DeviceSpec;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * A scope whose ops are in mixed precision, and so are those of the scopes made of it.
 *
 * @param plain the scope that names and makes the ops
 * @param compute the dtype of 16 bits
 */
record MixedScope(Scope plain, Dtype compute) implements Scope {

  @Override
  public OperationBuilder opBuilder(String type, String name) {
    return new MixedOpBuilder(this, type, plain.opBuilder(type, name));
  }

  /** A tensor in a floating dtype, which it may have already. */
  Output<TFloat32> cast(Output<?> tensor, Dtype dtype) {
    DataType wanted = dtype.toProto();
    if (tensor.dataType() == wanted) {
      return same(tensor);
    }
    return same(
        plain.opBuilder("Cast", "Cast").addInput(tensor).setAttr("DstT", wanted).build().output(0));
  }

  /** Layers call all floats so. */
  @SuppressWarnings("unchecked")
  private static Output<TFloat32> same(Output<?> tensor) {
    return (Output<TFloat32>) tensor;
  }

  private MixedScope over(Scope scope) {
    return new MixedScope(scope, compute);
  }

  @Override
  public ExecutionEnvironment env() {
    return plain.env();
  }

  @Override
  public Scope withSubScope(String childScopeName) {
    return over(plain.withSubScope(childScopeName));
  }

  @Override
  public Scope withName(String opName) {
    return over(plain.withName(opName));
  }

  @Override
  public Scope withNameAsSubScope(String defaultName) {
    return over(plain.withNameAsSubScope(defaultName));
  }

  @Override
  public Scope withDevice(DeviceSpec deviceSpec) {
    return over(plain.withDevice(deviceSpec));
  }

  @Override
  public Scope withInitScope() {
    return over(plain.withInitScope());
  }

  @Override
  public Scope withControlDependencyOps(Iterable<Operation> controls) {
    return over(plain.withControlDependencyOps(controls));
  }

  @Override
  public String makeOpName(String defaultName) {
    return plain.makeOpName(defaultName);
  }

  @Override
  public String makeUnique(String id) {
    return plain.makeUnique(id);
  }

  @Override
  public void refreshNames() {
    plain.refreshNames();
  }

  @Override
  public OperationBuilder apply(OperationBuilder builder) {
    return plain.apply(builder);
  }

  @Override
  public String getDeviceString() {
    return plain.getDeviceString();
  }

  @Override
  public boolean isInit() {
    return plain.isInit();
  }
}
