package dev.jera.runtime.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.runtime.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TFloat32;

class GradientsTest {

  @Test
  void sparseSoftmaxCrossEntropyHasTheGradientSoftmaxMinusOneHot() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> logits = placeholder(tf, 2, 3);
      Operand<TFloat32> loss =
          tf.reduceSum(
              tf.nn
                  .sparseSoftmaxCrossEntropyWithLogits(logits, tf.constant(new int[] {2, 0}))
                  .loss(),
              tf.constant(0));
      Operand<TFloat32> gradient = Gradients.add(loss, List.of(logits)).get(0);
      try (Session session = new Session(graph);
          var fed = Tensors.of(new float[] {1, 2, 3, 0, 0, 0}, Shape.of(2, 3));
          var result = session.runner().feed(logits, fed).fetch(gradient).run()) {
        double z = Math.exp(1) + Math.exp(2) + Math.exp(3);
        float[] expected = {
          (float) (Math.exp(1) / z),
          (float) (Math.exp(2) / z),
          (float) (Math.exp(3) / z - 1),
          -2 / 3f,
          1 / 3f,
          1 / 3f
        };
        assertThat(Tensors.toFloats(result.get(0))).containsExactly(expected, within(1e-6f));
      }
    }
  }

  @Test
  void anOpThatIsNoRectifierHasNoSlopeByItsOutput() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> OwnGradients.rectified(tf, tf.constant(1f), tf.math::tanh))
          .withMessage("rectifier: adds Tanh (expected: one of [Relu, Relu6])");
    }
  }

  @Test
  void aDilatedConvolutionIsRefusedBecauseItsGradientIsWrong() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = placeholder(tf, 1, 7, 7, 2);
      Operand<TFloat32> kernel = placeholder(tf, 3, 3, 2, 3);
      Operand<TFloat32> y =
          tf.withSubScope("conv2d_1")
              .nn
              .conv2d(x, kernel, List.of(1L, 1L, 1L, 1L), "SAME", Conv2d.dilations(1L, 2L, 2L, 1L));
      Operand<TFloat32> loss = tf.reduceSum(y, tf.constant(new int[] {0, 1, 2, 3}));
      assertThatExceptionOfType(GradientException.class)
          .isThrownBy(() -> Gradients.add(loss, List.of(kernel)))
          .withMessageContaining("'conv2d_1/Conv2d'")
          .withMessageContaining("dilations [1, 2, 2, 1]");
    }
  }

  @Test
  void aGroupedConvolutionIsRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> kernel = placeholder(tf, 3, 3, 2, 4);
      Operand<TFloat32> y =
          tf.nn.conv2d(placeholder(tf, 1, 7, 7, 4), kernel, List.of(1L, 1L, 1L, 1L), "SAME");
      Operand<TFloat32> loss = tf.reduceSum(y, tf.constant(new int[] {0, 1, 2, 3}));
      assertThatExceptionOfType(GradientException.class)
          .isThrownBy(() -> Gradients.add(loss, List.of(kernel)))
          .withMessageContaining("groups");
    }
  }

  @Test
  void anOpWithoutAGradientIsNamedBeforeAnythingIsTrained() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = placeholder(tf, 3);
      Operand<TFloat32> loss = tf.reduceSum(tf.math.cumprod(x, tf.constant(0)), tf.constant(0));
      assertThatExceptionOfType(GradientException.class)
          .isThrownBy(() -> Gradients.add(loss, List.of(x)))
          .withMessageContaining("'Cumprod'");
    }
  }

  @Test
  void aWeightThatTheLossDoesNotDependOnIsNamed() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = placeholder(tf, 3);
      Operand<TFloat32> unused = tf.withName("unused").placeholder(TFloat32.class);
      Operand<TFloat32> loss = tf.reduceSum(x, tf.constant(0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Gradients.add(loss, List.of(x, unused)))
          .withMessageContaining("'unused'");
    }
  }

  @Test
  void aGradientThatThrowsIsNamedAndLeavesTheGraphUsable() {
    GradientDispatcher.register(
        "Rint",
        (tf, operation, gradients) -> {
          throw new IllegalStateException("broken");
        });
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = placeholder(tf, 3);
      Operand<TFloat32> y = tf.withSubScope("layer_1").withName("rint").math.rint(x);
      Operand<TFloat32> loss = tf.reduceSum(y, tf.constant(0));
      assertThatExceptionOfType(GradientException.class)
          .isThrownBy(() -> Gradients.add(loss, List.of(x)))
          .withMessageContaining("'layer_1/rint'")
          .withMessageContaining("Rint")
          .withMessageContaining("broken")
          .withCauseInstanceOf(IllegalStateException.class);
      Operand<TFloat32> other = tf.reduceSum(tf.math.square(x), tf.constant(0));
      Operand<TFloat32> gradient = Gradients.add(other, List.of(x)).get(0);
      try (Session session = new Session(graph);
          var fed = Tensors.of(new float[] {1, 2, 3}, Shape.of(3));
          var result = session.runner().feed(x, fed).fetch(gradient).run()) {
        assertThat(Tensors.toFloats(result.get(0))).containsExactly(2, 4, 6);
      }
    }
  }

  @Test
  void aGradientThatIsTooFewIsNamed() {
    GradientDispatcher.register(
        "NextAfter", (tf, operation, gradients) -> List.of(gradients.get(0)));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = placeholder(tf, 3);
      Operand<TFloat32> loss = tf.reduceSum(tf.math.nextAfter(x, x), tf.constant(0));
      assertThatExceptionOfType(GradientException.class)
          .isThrownBy(() -> Gradients.add(loss, List.of(x)))
          .withMessageContaining("NextAfter")
          .withMessageContaining("1 gradients for 2 inputs");
    }
  }

  @Test
  void whatTensorFlowLeavesOutIsNamed() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = placeholder(tf, 3);
      Operand<TFloat32> loss = tf.reduceSum(x, tf.constant(0));
      assertThatExceptionOfType(GradientException.class)
          .isThrownBy(() -> Gradients.add(loss, List.of(x, x)))
          .withMessageContaining("no gradient")
          .withMessageContaining("nothing named twice");
    }
  }

  @Test
  void aWeightBehindStopGradientIsNamed() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = placeholder(tf, 3);
      Operand<TFloat32> loss = tf.reduceSum(tf.stopGradient(x), tf.constant(0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Gradients.add(loss, List.of(x)))
          .withMessageContaining("stop gradients");
    }
  }

  private static Operand<TFloat32> placeholder(Ops tf, long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }
}
