package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.FiniteDifferences.shape;

import dev.jera.runtime.gradient.FiniteDifferences.Case;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.BlockLSTM;
import org.tensorflow.types.TFloat32;

class RecurrentGradientsTest {
  /** Time 3, batch 2, 3 inputs, 2 cells: x, cs and h before, w, b and what peeps at the cells. */
  private static final Shape[] SHAPES = {
    shape(3, 2, 3), shape(2, 2), shape(2, 2), shape(5, 8), shape(8), shape(2), shape(2), shape(2)
  };

  @ParameterizedTest
  @MethodSource("lstms")
  void theGradientIsTheSlope(Case point) {
    FiniteDifferences.check(point);
  }

  static Stream<Case> lstms() {
    Shape[] plain = Arrays.copyOf(SHAPES, 5);
    return Stream.of(
        Case.apart("BlockLSTMV2 by h", (tf, x) -> plain(tf, x, 3).h(), plain),
        Case.apart("BlockLSTMV2 by cs", (tf, x) -> plain(tf, x, 3).cs(), plain),
        Case.apart(
            "BlockLSTMV2 by h and cs",
            (tf, x) -> {
              BlockLSTM<TFloat32> lstm = plain(tf, x, 3);
              return tf.math.mul(lstm.cs(), lstm.h());
            },
            plain),
        Case.apart("BlockLSTMV2 of two steps of three", (tf, x) -> plain(tf, x, 2).h(), plain),
        Case.apart(
            "BlockLSTMV2 with peepholes",
            (tf, x) ->
                lstm(tf, x, 3, x.get(5), x.get(6), x.get(7), BlockLSTM.usePeephole(true)).h(),
            SHAPES));
  }

  private static BlockLSTM<TFloat32> plain(Ops tf, List<Operand<TFloat32>> x, long steps) {
    Operand<TFloat32> none = tf.array(0f, 0f);
    return lstm(tf, x, steps, none, none, none);
  }

  private static BlockLSTM<TFloat32> lstm(
      Ops tf,
      List<Operand<TFloat32>> x,
      long steps,
      Operand<TFloat32> wci,
      Operand<TFloat32> wcf,
      Operand<TFloat32> wco,
      BlockLSTM.Options... options) {
    return BlockLSTM.create(
        tf.scope(),
        tf.constant(steps),
        x.get(0),
        x.get(1),
        x.get(2),
        x.get(3),
        wci,
        wcf,
        wco,
        x.get(4),
        options);
  }
}
