package dev.jera.model.layer.recurrent;

import dev.jera.model.LayerScope;
import dev.jera.model.layer.activation.Activation;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** An LSTM's step. Its state is h, c. */
record LstmCell(
    Ops tf, Operand<TFloat32> kernel, Activation activation, Activation recurrentActivation)
    implements Unrolling.Cell {

  static LstmCell of(LayerScope scope, LSTM layer) {
    return new LstmCell(
        scope.tf(),
        scope.weight("recurrent_kernel"),
        layer.activation(),
        layer.recurrentActivation());
  }

  @Override
  public List<Operand<TFloat32>> step(Operand<TFloat32> x, List<Operand<TFloat32>> state) {
    Gates gates = gates(tf.math.add(x, tf.linalg.matMul(state.get(0), kernel)));
    Operand<TFloat32> kept = tf.math.mul(gates.f(), state.get(1));
    return next(gates, tf.math.add(kept, gates.input(tf)));
  }

  /** Nothing is remembered, so that nothing is forgotten. */
  @Override
  public List<Operand<TFloat32>> first(
      Operand<TFloat32> x, List<? extends Operand<TFloat32>> zeros) {
    Gates gates = gates(x);
    return next(gates, gates.input(tf));
  }

  private List<Operand<TFloat32>> next(Gates gates, Operand<TFloat32> c) {
    return List.of(tf.math.mul(gates.o(), activation.apply(tf, c)), c);
  }

  private Gates gates(Operand<TFloat32> sum) {
    List<Output<TFloat32>> parts = Unrolling.split(tf, sum, 4);
    return new Gates(
        recurrentActivation.apply(tf, parts.get(0)),
        recurrentActivation.apply(tf, parts.get(1)),
        activation.apply(tf, parts.get(2)),
        recurrentActivation.apply(tf, parts.get(3)));
  }

  /** Input, forget, candidate and output, as Keras names them. */
  private record Gates(
      Operand<TFloat32> i, Operand<TFloat32> f, Operand<TFloat32> c, Operand<TFloat32> o) {
    Operand<TFloat32> input(Ops tf) {
      return tf.math.mul(i, c);
    }
  }
}
