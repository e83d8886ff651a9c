package dev.jera.bench.peers;

import static java.util.stream.Collectors.joining;

import dev.jera.bench.engine.LineServer;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The ceiling: a process that multiplies two matrices of {@value #SIDE} x {@value #SIDE} floats by
 * TensorFlow, on all cores. Its command {@code gemm n} gives the nanoseconds of n products.
 */
final class Gemm {
  static final int SIDE = 2048;

  /** Multiplications and additions of a product. */
  static final double FLOPS = 2.0 * SIDE * SIDE * SIDE;

  private final Session session;
  private final Op product;

  private Gemm(Graph graph) {
    Ops tf = Ops.create(graph);
    Variable<TFloat32> a = tf.variable(Shape.of(SIDE, SIDE), TFloat32.class);
    Variable<TFloat32> b = tf.variable(Shape.of(SIDE, SIDE), TFloat32.class);
    Operand<TFloat32> values =
        tf.random.randomUniform(tf.constant(new int[] {SIDE, SIDE}), TFloat32.class);
    product = tf.linalg.matMul(a, b);
    session = new Session(graph);
    session.runner().addTarget(tf.assign(a, values)).addTarget(tf.assign(b, values)).run().close();
  }

  /** Serves; see {@link LineServer}. */
  public static void main(String[] args) {
    Gemm gemm = new Gemm(new Graph());
    LineServer.run(gemm::run);
  }

  private String run(List<String> words) {
    return Stream.generate(this::nanos)
        .limit(Long.parseLong(words.get(1)))
        .map(Object::toString)
        .collect(joining(" "));
  }

  private long nanos() {
    long start = System.nanoTime();
    session.runner().addTarget(product).run().close();
    return System.nanoTime() - start;
  }
}
