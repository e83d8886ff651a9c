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
    implements Recurrence.Cell {

  static LstmCell of(LayerScope scope, LSTM layer) {
    return new LstmCell(
        scope.tf(),
        scope.weight("recurrent_kernel"),
        layer.activation(),
        layer.recurrentActivation());
  }

  @Override
  public List<Operand<TFloat32>> step(Operand<TFloat32> x, List<Operand<TFloat32>> state) {
    Operand<TFloat32> sum = tf.math.add(x, tf.linalg.matMul(state.get(0), kernel));
    List<Output<TFloat32>> gates = Recurrence.split(tf, sum, 4);
    Operand<TFloat32> i = recurrentActivation.apply(tf, gates.get(0));
    Operand<TFloat32> f = recurrentActivation.apply(tf, gates.get(1));
    Operand<TFloat32> g = activation.apply(tf, gates.get(2));
    Operand<TFloat32> o = recurrentActivation.apply(tf, gates.get(3));
    Operand<TFloat32> c = tf.math.add(tf.math.mul(f, state.get(1)), tf.math.mul(i, g));
    return List.of(tf.math.mul(o, activation.apply(tf, c)), c);
  }
}
