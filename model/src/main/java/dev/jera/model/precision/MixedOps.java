package dev.jera.model.precision;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Dtype;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * TensorFlow's ops in mixed precision: products of matrices and convolutions in floats of 16 bits,
 * what they feed in the same where it has a kernel and a gradient, all else in float32. Casts are
 * added where both meet.
 *
 * <p>To the code that builds with them all floats are a {@code TFloat32}: a tensor of 16 bits bears
 * the name, too, until {@link #toFloat} makes it one, so that a layer is written once.
 *
 * @see <a href="https://arxiv.org/abs/1710.03740">Mixed Precision Training</a>
 * @see <a href="https://keras.io/api/mixed_precision/">Keras mixed precision</a>
 */
public final class MixedOps {
  private MixedOps() {}

  /**
   * The same ops, in mixed precision.
   *
   * @param compute {@link Dtype#FLOAT16} or {@link Dtype#BFLOAT16}; {@link Dtype#FLOAT32} for the
   *     ops as they are
   */
  public static Ops of(Ops tf, Dtype compute) {
    checkArgument(
        compute == Dtype.FLOAT16 || compute == Dtype.BFLOAT16 || compute == Dtype.FLOAT32,
        "compute: %s (expected: float16, bfloat16 or float32)",
        compute);
    return compute == Dtype.FLOAT32 ? tf : over(new MixedScope(plain(tf).scope(), compute));
  }

  /** The same ops, each in the dtype that it is given. */
  public static Ops plain(Ops tf) {
    return tf.scope() instanceof MixedScope mixed ? over(mixed.plain()) : tf;
  }

  /** Whether these ops are in mixed precision. */
  public static boolean areMixed(Ops tf) {
    return tf.scope() instanceof MixedScope;
  }

  /** Whether a tensor is one of 16 bits. */
  public static boolean isHalf(Operand<TFloat32> x) {
    DataType dtype = x.asOutput().dataType();
    return dtype == DataType.DT_HALF || dtype == DataType.DT_BFLOAT16;
  }

  /** A tensor in float32, which it may be already. */
  public static Operand<TFloat32> toFloat(Ops tf, Operand<TFloat32> x) {
    return isHalf(x) ? plain(tf).dtypes.cast(x, TFloat32.class) : x;
  }

  /** A tensor rounded to 16 bits if the ops are in mixed precision, else the tensor. */
  public static Operand<TFloat32> toHalf(Ops tf, Operand<TFloat32> x) {
    return tf.scope() instanceof MixedScope mixed ? mixed.cast(x.asOutput(), mixed.compute()) : x;
  }

  private static Ops over(Scope scope) {
    return Ops.create(new Door(scope));
  }

  /** The one public way to ops of a given scope: an environment that says it is its base. */
  private record Door(Scope baseScope) implements ExecutionEnvironment {
    @Override
    public OperationBuilder opBuilder(String type, String name, Scope scope) {
      return baseScope.env().opBuilder(type, name, scope);
    }

    @Override
    public void attachFunction(ConcreteFunction function) {
      baseScope.env().attachFunction(function);
    }

    @Override
    public void checkInput(Operation input) {
      baseScope.env().checkInput(input);
    }

    @Override
    public Types environmentType() {
      return baseScope.env().environmentType();
    }

    @Override
    public boolean isInitializer(Operation operation) {
      return baseScope.env().isInitializer(operation);
    }
  }
}
