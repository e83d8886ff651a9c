package dev.jera.model.layer.attention;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Numbers;
import dev.jera.model.regularizer.Regularizer;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Every step of the query takes means of the value's steps, one a head, weighted by {@code
 * softmax(query . key / sqrt(keyDim))}: Vaswani et al., 2017.
 *
 * <p>Input query [batch, targets, features], value [batch, sources, in], key [batch, sources, in'];
 * the value is the key where none is given, and one input alone is all three. Output [batch,
 * targets, features]. Weights: query/kernel [features, heads, keyDim], query/bias [heads, keyDim],
 * key/kernel [in', heads, keyDim], key/bias [heads, keyDim], value/kernel [in, heads, valueDim],
 * value/bias [heads, valueDim], attention_output/kernel [heads, valueDim, features],
 * attention_output/bias [features].
 *
 * @param numHeads the number of heads, at least 1
 * @param keyDim the size of query and key in a head, at least 1
 * @param valueDim the size of the value in a head, at least 1
 * @param dropout the share of weights that is dropped while training, at least 0 and below 1
 * @param useBias whether each of the four projections has a bias
 * @param useCausalMask whether a target sees only the sources up to its own place
 * @param kernelInitializer how the kernels begin
 * @param biasInitializer how the biases begin
 * @param kernelRegularizer what the kernels add to the loss
 * @param biasRegularizer what the biases add to the loss
 * @param activityRegularizer what each projection's output adds to the loss
 * @param kernelConstraint what holds for the kernels
 * @param biasConstraint what holds for the biases
 * @see <a href="https://keras.io/api/layers/attention_layers/multi_head_attention/">Keras</a>
 */
@RecordBuilder
public record MultiHeadAttention(
    int numHeads,
    int keyDim,
    int valueDim,
    double dropout,
    boolean useBias,
    boolean useCausalMask,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Regularizer kernelRegularizer,
    Regularizer biasRegularizer,
    Regularizer activityRegularizer,
    Constraint kernelConstraint,
    Constraint biasConstraint)
    implements Layer, MultiHeadAttentionBuilder.With {

  /** Checks the sizes and the dropout. */
  public MultiHeadAttention {
    checkArgument(numHeads > 0, "numHeads: %s (expected: >= 1)", numHeads);
    checkArgument(keyDim > 0, "keyDim: %s (expected: >= 1)", keyDim);
    checkArgument(valueDim > 0, "valueDim: %s (expected: >= 1)", valueDim);
    Numbers.checkBelowOne("dropout", dropout);
  }

  /** Values of the keys' size, with biases, without dropout or mask. */
  public static MultiHeadAttention of(int numHeads, int keyDim) {
    return new MultiHeadAttention(
        numHeads,
        keyDim,
        keyDim,
        0,
        true,
        false,
        Initializer.glorotUniform(),
        Initializer.zeros(),
        Regularizer.none(),
        Regularizer.none(),
        Regularizer.none(),
        Constraint.none(),
        Constraint.none());
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    QueryValueKey.check(inputs, numHeads, Math.max(keyDim, valueDim));
    return List.of(inputs.get(0));
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    return new Projection(this).weights(QueryValueKey.of(inputs));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    QueryValueKey<Operand<TFloat32>> given = QueryValueKey.of(inputs);
    Projection projection = new Projection(this);
    Operand<TFloat32> query = projection.split(scope.child("query"), given.query());
    Operand<TFloat32> key = projection.split(scope.child("key"), given.key());
    Operand<TFloat32> value = projection.split(scope.child("value"), given.value());
    Operand<TFloat32> means = DotProduct.of(this).means(scope, query, key, value);
    return List.of(projection.join(scope.child("attention_output"), means));
  }
}
