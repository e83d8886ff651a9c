package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.Slopes.number;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * The slope of a large matrix that several products share, as a single product.
 *
 * <p>Of products {@code x_i w} it is {@code sum x_i' dy_i}, which is {@code x' dy} with the rows of
 * all x_i, and those of all dy_i, below each other: the same terms in another order of additions.
 * TensorFlow writes a matrix as large as w for each product, and adds them up. This copies the rows
 * instead.
 */
final class SummedProducts {
  /** Copies of so many rows, of more than batches mostly have, take no longer than the matrices. */
  private static final int ROWS = 512;

  private SummedProducts() {}

  /** The same gradient, by one product where it is such a sum. */
  static Operand<TFloat32> joined(Operand<TFloat32> gradient) {
    GraphOperation sum = (GraphOperation) gradient.op();
    if (!sum.type().equals("AddN") || !isLarge(gradient.shape())) {
      return gradient;
    }
    List<Operand<TNumber>> xs = new ArrayList<>();
    List<Operand<TNumber>> slopes = new ArrayList<>();
    for (int i = 0; i < sum.numInputs(); i++) {
      GraphOperation product = (GraphOperation) sum.input(i).op();
      if (!isOfRows(product)) {
        return gradient;
      }
      xs.add(number(product.input(0)));
      slopes.add(number(product.input(1)));
    }
    Ops tf = Ops.create((Graph) gradient.env()).withSubScope("joined_products");
    Operand<TNumber> x = tf.concat(xs, tf.constant(0));
    Operand<TNumber> slope = tf.concat(slopes, tf.constant(0));
    return tf.linalg.matMul(x, slope, MatMul.transposeA(true)).asOutput().expect(TFloat32.class);
  }

  private static boolean isLarge(Shape matrix) {
    return matrix.numDimensions() == 2
        && !matrix.hasUnknownDimension()
        && matrix.size() >= ROWS * (matrix.get(0) + matrix.get(1));
  }

  private static boolean isOfRows(GraphOperation operation) {
    return operation.type().equals("MatMul")
        && operation.attributes().getAttrBool("transpose_a")
        && !operation.attributes().getAttrBool("transpose_b")
        && !isOfSeveralRowsAnExample((GraphOperation) operation.input(0).op());
  }

  /** A matrix by which the last axis of more than two is multiplied: there are many rows. */
  private static boolean isOfSeveralRowsAnExample(GraphOperation rows) {
    if (!rows.type().equals("Reshape")) {
      return false;
    }
    Shape whole = rows.input(0).shape();
    return whole.numDimensions() > 2 && whole.get(-1) == rows.output(0).shape().get(-1);
  }
}
