package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.Slopes.number;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Products of the parts of a batch and a large matrix, whose slope is a single product.
 *
 * <p>The slope of w by products {@code x_i w} is {@code sum x_i' dy_i}, which is {@code x' dy} with
 * the rows of all x_i, and those of all dy_i, below each other: the same terms in another order of
 * additions. TensorFlow writes a matrix as large as w for each product, and adds them up. This
 * copies the rows instead.
 *
 * <p>All parts go on when the last product is there. The slope of the last x_i waits for that of w.
 * Else each core would go on with a part, and the slope of w and what is done with it would be left
 * for one of them.
 */
public final class PartedProduct {
  static final String MARK = "jera_product";

  /** Copies of so many rows, of more than batches mostly have, take no longer than the matrices. */
  private static final int ROWS = 512;

  /** The one product runs on one core: where they are many, each makes its own sooner. */
  private static final int MOST_PARTS = 4;

  private PartedProduct() {}

  /**
   * Whether it takes less time than a product a part.
   *
   * @param parts how many there are
   * @param matrix the shape of w, all of it known
   */
  public static boolean pays(int parts, Shape matrix) {
    return parts > 1
        && parts <= MOST_PARTS
        && matrix.size() >= ROWS * (matrix.get(0) + matrix.get(1));
  }

  /**
   * Multiplies.
   *
   * @param ops what each part's product is added with
   * @param xs the parts, [examples, rows of w]
   * @param w a matrix
   * @return {@code x w} of each part
   */
  public static List<Operand<TFloat32>> of(
      List<Ops> ops, List<Operand<TFloat32>> xs, Operand<TFloat32> w) {
    Ops tf = ops.get(0);
    Operand<TFloat32> value = tf.stopGradient(w);
    List<Operand<TFloat32>> handed = new ArrayList<>();
    for (int i = 0; i < xs.size(); i++) {
      Ops own = ops.get(i);
      handed.add(own.linalg.matMul(own.stopGradient(xs.get(i)), value));
    }
    handed.addAll(xs);
    handed.add(w);
    return OwnGradients.marked(tf, MARK, handed).subList(0, xs.size());
  }

  static List<Operand<?>> gradient(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    int parts = (operation.numInputs() - 1) / 2;
    List<Operand<TNumber>> xs = new ArrayList<>();
    List<Operand<TNumber>> dys = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      xs.add(number(operation.input(parts + i)));
      dys.add(number(gradients.get(i)));
    }
    Operand<TNumber> w = number(operation.input(2 * parts));
    Operand<TNumber> x = tf.concat(xs, tf.constant(0));
    Operand<TNumber> dy = tf.concat(dys, tf.constant(0));
    Operand<TNumber> ofW = tf.linalg.matMul(x, dy, MatMul.transposeA(true));
    List<Operand<?>> slopes = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      slopes.add(tf.zerosLike(number(operation.input(i))));
    }
    for (int i = 0; i < parts; i++) {
      OperationBuilder ofX = tf.scope().opBuilder("MatMul", "MatMul");
      ofX.addInput(dys.get(i).asOutput()).addInput(w.asOutput()).setAttr("transpose_b", true);
      if (i == parts - 1) {
        ofX.addControlInput(ofW.op());
      }
      slopes.add(number(ofX.build().output(0)));
    }
    slopes.add(ofW);
    return slopes;
  }
}
