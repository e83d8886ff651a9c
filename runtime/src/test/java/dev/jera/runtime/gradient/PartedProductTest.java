package dev.jera.runtime.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Tensors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class PartedProductTest {
  static {
    NativeSettings.ensureLoaded();
  }

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Operand<TFloat32> w = tf.constant(new float[][] {{1, 2}, {3, 4}});
  private final List<Operand<TFloat32>> xs =
      List.of(tf.constant(new float[][] {{1, 0}, {2, 1}}), tf.constant(new float[][] {{-1, 3}}));
  private final List<Operand<TFloat32>> ys = PartedProduct.of(List.of(tf, tf), xs, w);

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  private float[] value(Operand<TFloat32> tensor) {
    try (Session session = new Session(graph);
        var result = session.runner().fetch(tensor).run()) {
      return Tensors.toFloats(result.get(0));
    }
  }

  private Operand<TFloat32> sumOfSquares(Operand<TFloat32> y) {
    return tf.reduceSum(tf.math.square(y), tf.array(0, 1));
  }

  @Test
  void partsAreMultipliedAndHaveTheSlopesOfTheWhole() {
    assertThat(value(ys.get(0))).containsExactly(1, 2, 5, 8);
    assertThat(value(ys.get(1))).containsExactly(8, 10);
    Operand<TFloat32> loss = tf.math.add(sumOfSquares(ys.get(0)), sumOfSquares(ys.get(1)));
    List<Operand<TFloat32>> slopes = Gradients.add(loss, List.of(w, xs.get(0), xs.get(1)));
    // 2 x' y and 2 y w', by hand.
    assertThat(value(slopes.get(0))).containsExactly(new float[] {6, 16, 58, 76}, within(1e-5f));
    assertThat(value(slopes.get(1))).containsExactly(new float[] {10, 22, 42, 94}, within(1e-5f));
    assertThat(value(slopes.get(2))).containsExactly(new float[] {56, 128}, within(1e-5f));
  }

  @Test
  void aPartThatALossDoesNotSeeChangesNothing() {
    List<Operand<TFloat32>> slopes = Gradients.add(sumOfSquares(ys.get(1)), List.of(w, xs.get(0)));
    assertThat(value(slopes.get(0))).containsExactly(new float[] {-16, -20, 48, 60}, within(1e-5f));
    assertThat(value(slopes.get(1))).containsOnly(0);
  }

  @Test
  void theLastPartGoesOnBehindTheOneProductOfTheMatrix() {
    Operand<TFloat32> loss = tf.math.add(sumOfSquares(ys.get(0)), sumOfSquares(ys.get(1)));
    List<Operand<TFloat32>> slopes = Gradients.add(loss, List.of(w, xs.get(0), xs.get(1)));
    assertThat(operation(slopes.get(0)).type()).isEqualTo("MatMul");
    assertThat(operation(slopes.get(1)).controlInputs()).isEmpty();
    assertThat(operation(slopes.get(2)).controlInputs()).containsExactly(operation(slopes.get(0)));
  }

  private static GraphOperation operation(Operand<TFloat32> tensor) {
    return (GraphOperation) tensor.op();
  }

  @Test
  void itPaysForAFewPartsAndAMatrixOfMoreNumbersThanTheRowsOfManyExamples() {
    assertThat(PartedProduct.pays(2, Shape.of(1024, 1024))).isTrue();
    assertThat(PartedProduct.pays(2, Shape.of(1023, 1024))).isFalse();
    assertThat(PartedProduct.pays(2, Shape.of(100_000, 500))).isFalse();
    assertThat(PartedProduct.pays(4, Shape.of(1024, 1024))).isTrue();
    assertThat(PartedProduct.pays(5, Shape.of(1024, 1024))).isFalse();
    assertThat(PartedProduct.pays(1, Shape.of(1024, 1024))).isFalse();
  }
}
