package dev.jera.serving.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.runtime.GraphSession;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.TensorData;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;

/** Of y = 12 / x, which fails where x holds a 0. */
class CutRunTest {
  private static final int LARGEST = 4;
  private static final int ROWS = 2 * LARGEST * CutRun.CALLERS;

  @Test
  void aShareIsOfOneThreadsRowsAlone() {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TInt32> x =
          tf.withName("x").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      tf.withName("y").math.div(tf.constant(12), x);
      try (GraphSession session =
          GraphSession.open(graph.toGraphDef(), SessionOptions.defaults())) {
        CutRun cut =
            new CutRun(session.prepare(List.of("x:0"), List.of("y:0"), List.of()), 2, LARGEST);
        assertThat(failingRows(cut)).isEqualTo(ROWS / CutRun.CALLERS);
      }
    }
  }

  private static long failingRows(CutRun cut) {
    long failing = 0;
    for (int row = 0; row < ROWS; row++) {
      int[] x = new int[ROWS];
      Arrays.fill(x, 4);
      x[row] = 0;
      List<TensorData> batch = List.of(TensorData.of(Shape.of(ROWS), x));
      assertThatExceptionOfType(TFInvalidArgumentException.class).isThrownBy(() -> cut.run(batch));
      failing += fails(cut, batch) ? 1 : 0;
    }
    return failing;
  }

  private static boolean fails(CutRun cut, List<TensorData> batch) {
    try {
      cut.runShare(batch);
      return false;
    } catch (TFInvalidArgumentException e) {
      return true;
    }
  }
}
