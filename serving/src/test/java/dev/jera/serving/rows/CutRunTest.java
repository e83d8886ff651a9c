package dev.jera.serving.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.runtime.GraphSession;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.TensorData;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
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
            new CutRun(
                session.prepare(List.of("x:0"), List.of("y:0"), List.of()), 2, LARGEST, true);
        assertThat(failingRows(cut)).isEqualTo(ROWS / CutRun.CALLERS);
      }
    }
  }

  @Test
  void helpersAloneLeaveTheCallerNothingToCompute() {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> y =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 256)));
      Operand<TFloat32> w = tf.fill(tf.array(256, 256), tf.constant(1e-3f));
      for (int i = 0; i < 200; i++) {
        y = tf.linalg.matMul(y, w);
      }
      tf.withName("y").identity(y);
      SessionOptions oneThread =
          SessionOptions.defaults()
              .withInterOpThreads(SessionOptions.ON_CALLER)
              .withIntraOpThreads(1);
      try (GraphSession session = GraphSession.open(graph.toGraphDef(), oneThread)) {
        PreparedRun run = session.prepare(List.of("x:0"), List.of("y:0"), List.of());
        long helping = nanosOfThisThread(new CutRun(run, 2, 64, true));
        assertThat(nanosOfThisThread(new CutRun(run, 2, 64, false))).isLessThan(helping / 4);
      }
    }
  }

  private static long nanosOfThisThread(CutRun cut) {
    int rows = 64 * CutRun.CALLERS;
    List<TensorData> batch = List.of(TensorData.of(Shape.of(rows, 256), new float[rows * 256]));
    cut.run(batch);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    cut.run(batch);
    return threads.getCurrentThreadCpuTime() - before;
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
