package dev.jera.model.layer.core;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.regularizer.Regularizer;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.gradient.PartedProduct;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Fully connected layer: {@code activation(x . kernel + bias)} over the last axis.
 *
 * <p>Input [batch, ..., in], output [batch, ..., units]. Weights: kernel [in, units], bias [units].
 *
 * @param units the size of the output's last axis, at least 1
 * @param activation what follows the bias
 * @param useBias whether there is a bias
 * @param kernelInitializer how the kernel begins
 * @param biasInitializer how the bias begins
 * @param kernelRegularizer what the kernel adds to the loss
 * @param biasRegularizer what the bias adds to the loss
 * @param activityRegularizer what the output adds to the loss
 * @param kernelConstraint what holds for the kernel
 * @param biasConstraint what holds for the bias
 * @see <a href="https://keras.io/api/layers/core_layers/dense/">Keras Dense</a>
 */
@RecordBuilder
public record Dense(
    int units,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Regularizer kernelRegularizer,
    Regularizer biasRegularizer,
    Regularizer activityRegularizer,
    Constraint kernelConstraint,
    Constraint biasConstraint)
    implements UnaryLayer, DenseBuilder.With {

  /** Checks the number of units. */
  public Dense {
    checkArgument(units > 0, "units: %s (expected: >= 1)", units);
  }

  /** A layer with a bias and no activation. */
  public static Dense of(int units) {
    return new Dense(
        units,
        Activations.LINEAR,
        true,
        Initializer.glorotUniform(),
        Initializer.zeros(),
        Regularizer.none(),
        Regularizer.none(),
        Regularizer.none(),
        Constraint.none(),
        Constraint.none());
  }

  @Override
  public Shape outputShape(Shape input) {
    int last = input.numDimensions() - 1;
    checkArgument(
        last >= 1 && !input.takeLast(last).hasUnknownDimension(),
        "input %s (expected: [batch, ..., features], every size but the batch known)",
        Shapes.format(input));
    return activation.outputShape(input.take(last).append(units));
  }

  @Override
  public List<WeightSpec> weights(Shape input) {
    Shape shape = Shape.of(input.get(-1), units);
    WeightSpec kernel =
        WeightSpec.of("kernel", shape, kernelInitializer)
            .withRegularizer(kernelRegularizer)
            .withConstraint(kernelConstraint);
    WeightSpec bias =
        WeightSpec.of("bias", Shape.of(units), biasInitializer)
            .withRegularizer(biasRegularizer)
            .withConstraint(biasConstraint);
    return useBias ? List.of(kernel, bias) : List.of(kernel);
  }

  @Override
  public boolean isPerExample() {
    return activation.isPerExample();
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TFloat32> rows =
        isMatrix(x.shape()) ? x : tf.reshape(x, tf.array(-1L, x.shape().get(-1)));
    return output(scope, x.shape(), tf.linalg.matMul(rows, scope.weight("kernel")));
  }

  @Override
  public List<List<Operand<TFloat32>>> buildParts(
      List<LayerScope> scopes, List<List<Operand<TFloat32>>> inputs) {
    LayerScope first = scopes.get(0);
    Shape input = inputs.get(0).get(0).shape();
    if (!first.isTraining()
        || first.isFrozen()
        || !isMatrix(input)
        || !PartedProduct.pays(scopes.size(), Shape.of(input.get(1), units))) {
      return UnaryLayer.super.buildParts(scopes, inputs);
    }
    List<Operand<TFloat32>> products =
        PartedProduct.of(
            scopes.stream().map(LayerScope::tf).toList(),
            inputs.stream().map(part -> part.get(0)).toList(),
            first.weight("kernel"));
    List<List<Operand<TFloat32>>> outputs = new ArrayList<>();
    for (int i = 0; i < scopes.size(); i++) {
      outputs.add(List.of(output(scopes.get(i), input, products.get(i))));
    }
    return outputs;
  }

  /** What comes behind the product of the rows. */
  private Operand<TFloat32> output(LayerScope scope, Shape input, Operand<TFloat32> product) {
    Ops tf = scope.tf();
    Operand<TFloat32> y = useBias ? tf.nn.biasAdd(product, scope.weight("bias")) : product;
    Operand<TFloat32> shaped =
        isMatrix(input) ? y : tf.reshape(y, tf.constant(outputShape(input).asArray()));
    Operand<TFloat32> output = activation.apply(tf, shaped);
    scope.addActivityLoss(activityRegularizer, output);
    return output;
  }

  private static boolean isMatrix(Shape input) {
    return input.numDimensions() == 2;
  }
}
