package dev.jera.model.layer.recurrent;

import static dev.jera.model.layer.recurrent.Unrolling.split;

import dev.jera.model.LayerScope;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A GRU's step, with its reset gate in either place. */
final class GruCells {
  private GruCells() {}

  static Unrolling.Cell of(LayerScope scope, GRU layer) {
    return layer.resetAfter() ? resetAfter(scope, layer) : resetBefore(scope, layer);
  }

  /** The reset gate scales the product of state and kernel. */
  private static Unrolling.Cell resetAfter(LayerScope scope, GRU layer) {
    Ops tf = scope.tf();
    Operand<TFloat32> kernel = scope.weight("recurrent_kernel");
    List<? extends Operand<TFloat32>> biases =
        layer.useBias() ? Unrolling.biases(scope) : List.of();
    return (x, state) -> {
      Operand<TFloat32> product = tf.linalg.matMul(state.get(0), kernel);
      List<Output<TFloat32>> ofH =
          split(tf, biases.isEmpty() ? product : tf.nn.biasAdd(product, biases.get(1)), 3);
      return next(tf, layer, x, state.get(0), ofH, r -> tf.math.mul(r, ofH.get(2)));
    };
  }

  /** The reset gate scales the state before its product with the kernel. */
  private static Unrolling.Cell resetBefore(LayerScope scope, GRU layer) {
    Ops tf = scope.tf();
    List<Output<TFloat32>> kernels =
        tf.splitV(
                scope.weight("recurrent_kernel"),
                tf.array(2 * layer.units(), layer.units()),
                tf.constant(1),
                2L)
            .output();
    return (x, state) -> {
      Operand<TFloat32> h = state.get(0);
      List<Output<TFloat32>> ofH = split(tf, tf.linalg.matMul(h, kernels.get(0)), 2);
      return next(tf, layer, x, h, ofH, r -> tf.linalg.matMul(tf.math.mul(r, h), kernels.get(1)));
    };
  }

  private static List<Operand<TFloat32>> next(
      Ops tf,
      GRU layer,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      List<Output<TFloat32>> ofH,
      UnaryOperator<Operand<TFloat32>> reset) {
    List<Output<TFloat32>> ofX = split(tf, x, 3);
    Operand<TFloat32> z =
        layer.recurrentActivation().apply(tf, tf.math.add(ofX.get(0), ofH.get(0)));
    Operand<TFloat32> r =
        layer.recurrentActivation().apply(tf, tf.math.add(ofX.get(1), ofH.get(1)));
    Operand<TFloat32> g = layer.activation().apply(tf, tf.math.add(ofX.get(2), reset.apply(r)));
    // z * h + (1 - z) * g, with one product less.
    return List.of(tf.math.add(g, tf.math.mul(z, tf.math.sub(h, g))));
  }
}
