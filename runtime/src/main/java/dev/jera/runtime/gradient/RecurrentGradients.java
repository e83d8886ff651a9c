package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.Slopes.number;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.BlockLSTMGrad;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Whole sequences in one op. */
final class RecurrentGradients {
  private RecurrentGradients() {}

  /**
   * Inputs are the longest length, x [time, batch, in], cs and h before, w, wci, wcf, wco, b;
   * outputs i, cs, f, o, ci, co, h, of which only the slopes of cs and h are used.
   *
   * @see <a
   *     href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/python/ops/rnn_grad.py">TensorFlow</a>
   */
  static List<Operand<?>> blockLstm(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TInt64> length = operation.input(0).expect(TInt64.class);
    BlockLSTMGrad<TNumber> slopes =
        BlockLSTMGrad.create(
            tf.scope(),
            length,
            number(operation.input(1)),
            number(operation.input(2)),
            number(operation.input(3)),
            number(operation.input(4)),
            number(operation.input(5)),
            number(operation.input(6)),
            number(operation.input(7)),
            number(operation.input(8)),
            number(operation.output(0)),
            number(operation.output(1)),
            number(operation.output(2)),
            number(operation.output(3)),
            number(operation.output(4)),
            number(operation.output(5)),
            number(operation.output(6)),
            number(gradients.get(1)),
            number(gradients.get(6)),
            operation.attributes().getAttrBool("use_peephole"));
    return List.of(
        tf.zerosLike(length),
        slopes.xGrad(),
        slopes.csPrevGrad(),
        slopes.hPrevGrad(),
        slopes.wGrad(),
        slopes.wciGrad(),
        slopes.wcfGrad(),
        slopes.wcoGrad(),
        slopes.bGrad());
  }
}
