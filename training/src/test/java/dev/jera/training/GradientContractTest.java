package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.google.common.reflect.ClassPath;
import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Randomness;
import dev.jera.model.Sequential;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.rewriting.GraphPass;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.runtime.gradient.Gradients;
import dev.jera.training.loss.BinaryCrossentropy;
import dev.jera.training.loss.BinaryFocalCrossentropy;
import dev.jera.training.loss.CategoricalCrossentropy;
import dev.jera.training.loss.CategoricalFocalCrossentropy;
import dev.jera.training.loss.CategoricalHinge;
import dev.jera.training.loss.CosineSimilarity;
import dev.jera.training.loss.Hinge;
import dev.jera.training.loss.Huber;
import dev.jera.training.loss.KLDivergence;
import dev.jera.training.loss.LogCosh;
import dev.jera.training.loss.Loss;
import dev.jera.training.loss.MeanAbsoluteError;
import dev.jera.training.loss.MeanAbsolutePercentageError;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.loss.MeanSquaredLogarithmicError;
import dev.jera.training.loss.Poisson;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.loss.SquaredHinge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Gradients of losses, and of what training rearranges. A new loss joins by a line in {@link
 * #losses}.
 */
class GradientContractTest {

  static Stream<Arguments> losses() {
    return Stream.of(
        loss(SparseCategoricalCrossentropy.of(), PROBABILITIES, CLASSES),
        loss(SparseCategoricalCrossentropy.ofLogits(), VALUES, CLASSES),
        loss(SparseCategoricalCrossentropy.ofLogits().withIgnoreIndex(5), VALUES, CLASSES),
        loss(CategoricalCrossentropy.of(), PROBABILITIES, ONE_HOT),
        loss(CategoricalCrossentropy.ofLogits(), VALUES, ONE_HOT),
        loss(CategoricalCrossentropy.ofLogits().withLabelSmoothing(0.2), VALUES, ONE_HOT),
        loss(CategoricalFocalCrossentropy.of(), PROBABILITIES, ONE_HOT),
        loss(CategoricalFocalCrossentropy.ofLogits().withAlpha(1, 2, 3), VALUES, ONE_HOT),
        loss(BinaryCrossentropy.of(), PROBABILITIES, BITS),
        loss(BinaryCrossentropy.ofLogits().withLabelSmoothing(0.2), VALUES, BITS),
        loss(BinaryFocalCrossentropy.of(), PROBABILITIES, BITS),
        loss(BinaryFocalCrossentropy.ofLogits().withApplyClassBalancing(true), VALUES, BITS),
        loss(KLDivergence.of(), PROBABILITIES, DISTRIBUTIONS),
        loss(Poisson.of(), PROBABILITIES, DISTRIBUTIONS),
        loss(Hinge.of(), VALUES, BITS),
        loss(SquaredHinge.of(), VALUES, BITS),
        loss(CategoricalHinge.of(), VALUES, ONE_HOT),
        loss(MeanSquaredError.of(), VALUES, TARGETS),
        loss(MeanAbsoluteError.of(), VALUES, TARGETS),
        loss(MeanAbsolutePercentageError.of(), VALUES, TARGETS),
        loss(MeanSquaredLogarithmicError.of(), PROBABILITIES, DISTRIBUTIONS),
        loss(Huber.of(), VALUES, TARGETS),
        loss(LogCosh.of(), VALUES, TARGETS),
        loss(CosineSimilarity.of(), VALUES, TARGETS));
  }

  private static final float[] VALUES = {1, -2, 0.5f, 0.1f, 0.2f, -0.3f};
  private static final float[] TARGETS = {0.7f, 0.4f, -0.8f, -2, 1.3f, 0.5f};
  private static final float[] PROBABILITIES = {0.2f, 0.5f, 0.3f, 0.6f, 0.25f, 0.15f};
  private static final float[] DISTRIBUTIONS = {0.3f, 0.3f, 0.4f, 0.5f, 0.3f, 0.2f};
  private static final float[] CLASSES = {2, 0};
  private static final float[] ONE_HOT = {0, 0, 1, 1, 0, 0};
  private static final float[] BITS = {0, 1, 1, 1, 0, 0};

  /** Of an example, of a sequence of one step each, and of one of two. */
  private static final List<Shape> SHAPES =
      List.of(Shape.of(2, 3), Shape.of(2, 1, 3), Shape.of(1, 2, 3), Shape.of(1, 1, 2, 3));

  @ParameterizedTest
  @EnumSource(
      value = Activations.class,
      names = {"LINEAR", "RELU", "RELU6", "LEAKY_RELU", "HARD_SIGMOID"})
  void aTailMovedBehindMaximaKeepsGradientsAndOutputs(Activations activation) {
    Model model =
        Sequential.of(
            Input.of(7, 6, 2), Conv2D.of(3, 2).withActivation(activation), MaxPooling2D.of(2));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      List<Variable<TFloat32>> weights = model.createVariables(tf, variables, 1);
      Operand<TFloat32> x =
          tf.random.statelessRandomNormal(tf.array(64, 7, 6, 2), tf.constant(new long[] {1, 2}));
      Randomness randomness = new Randomness(5, tf.constant(3L));
      Operand<TFloat32> trained =
          Rewriting.of(GraphPass.LATE_TAIL)
              .build(model, tf, weights, List.of(x), Optional.of(randomness))
              .output();
      Operand<TFloat32> inferred = model.build(tf, weights, List.of(x), Optional.empty()).output();
      List<Operand<TFloat32>> wanted = List.of(weights.get(0).value(), weights.get(1).value());
      List<Operand<TFloat32>> moved = Gradients.add(sumOfSquares(tf, trained), wanted);
      List<Operand<TFloat32>> plain = Gradients.add(sumOfSquares(tf, inferred), wanted);
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        variables.assign(
            session, Map.of("conv2d/bias", StdArrays.ndCopyOf(new float[] {0.3f, -0.2f, 1e-3f})));
        Session.Runner runner = session.runner().fetch(trained).fetch(inferred);
        for (int i = 0; i < wanted.size(); i++) {
          runner.fetch(moved.get(i)).fetch(plain.get(i));
        }
        try (var result = runner.run()) {
          assertThat(Tensors.toFloats(result.get(0)))
              .as("outputs, to the bit")
              .isEqualTo(Tensors.toFloats(result.get(1)));
          for (int i = 0; i < wanted.size(); i++) {
            assertThat(Tensors.toFloats(result.get(2 + 2 * i)))
                .as("gradients")
                .containsExactly(Tensors.toFloats(result.get(3 + 2 * i)), offset(1e-3f));
          }
        }
      }
    }
  }

  private static Operand<TFloat32> sumOfSquares(Ops tf, Operand<TFloat32> y) {
    return tf.reduceSum(tf.math.square(tf.reshape(y, tf.array(-1))), tf.constant(0));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aLosssGradientEqualsCentralDifferences(Loss loss, float[] predictions, float[] labels) {
    for (Shape shape : SHAPES) {
      try (Graph graph = new Graph()) {
        Ops tf = Ops.create(graph);
        Shape batch = shape.tail().prepend(Shape.UNKNOWN_SIZE);
        Operand<TFloat32> given = tf.placeholder(TFloat32.class, Placeholder.shape(batch));
        Operand<TFloat32> each = loss.build(tf, labels(tf, loss, shape, labels), given);
        assertThat(each.shape().numDimensions()).isEqualTo(shape.numDimensions() - 1);
        GradientCheck.check(each, List.of(given), List.of(predictions), List.of(shape));
      }
    }
  }

  private static Operand<? extends TNumber> labels(
      Ops tf, Loss loss, Shape predictions, float[] labels) {
    return tf.dtypes.cast(
        tf.reshape(tf.constant(labels), tf.constant(loss.labelShape(predictions).asArray())),
        loss.labelDtype().tensorType().orElseThrow().asSubclass(TNumber.class));
  }

  @Test
  void everyLossIsHere() {
    assertThat(namesOf(losses())).containsAll(recordsIn("dev.jera.training.loss", Loss.class));
  }

  private static Set<String> namesOf(Stream<Arguments> arguments) {
    return arguments
        .map(each -> each.get()[0].getClass().getSimpleName())
        .collect(Collectors.toSet());
  }

  private static Set<String> recordsIn(String packageName, Class<?> kind) {
    try {
      return ClassPath.from(kind.getClassLoader()).getTopLevelClasses(packageName).stream()
          .map(ClassPath.ClassInfo::load)
          .filter(type -> type.isRecord() && kind.isAssignableFrom(type))
          .map(Class::getSimpleName)
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Arguments loss(Loss loss, float[] predictions, float[] labels) {
    return Arguments.of(loss, predictions, labels);
  }
}
