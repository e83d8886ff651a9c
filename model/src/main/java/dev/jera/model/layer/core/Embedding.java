package dev.jera.model.layer.core;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.regularizer.Regularizer;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A row of a table, which is learned, for each id.
 *
 * <p>Input [batch, ...] of whole numbers from 0 to inputDim - 1, output [batch, ..., outputDim].
 * Weight: embeddings [inputDim, outputDim]. A step that meets another id fails; fractions are cut
 * off.
 *
 * @param inputDim the number of ids, from 1 to 16,777,216, up to which float32 holds every one
 * @param outputDim the size of a row, at least 1
 * @param embeddingsInitializer how the table begins
 * @param embeddingsRegularizer what the table adds to the loss
 * @param embeddingsConstraint what holds for the table
 * @see <a href="https://keras.io/api/layers/core_layers/embedding/">Keras Embedding</a>
 */
@RecordBuilder
public record Embedding(
    int inputDim,
    int outputDim,
    Initializer embeddingsInitializer,
    Regularizer embeddingsRegularizer,
    Constraint embeddingsConstraint)
    implements UnaryLayer, EmbeddingBuilder.With {
  private static final int MOST_IDS = 1 << 24;

  /** Checks the sizes. */
  public Embedding {
    checkArgument(
        inputDim >= 1 && inputDim <= MOST_IDS,
        "inputDim: %s (expected: from 1 to %s, the whole numbers of float32)",
        inputDim,
        MOST_IDS);
    checkArgument(outputDim >= 1, "outputDim: %s (expected: >= 1)", outputDim);
  }

  /** A table that begins uniform within 0.05. */
  public static Embedding of(int inputDim, int outputDim) {
    return new Embedding(
        inputDim,
        outputDim,
        Initializer.randomUniform(-0.05, 0.05),
        Regularizer.none(),
        Constraint.none());
  }

  @Override
  public Shape outputShape(Shape input) {
    return input.append(outputDim);
  }

  @Override
  public List<WeightSpec> weights(Shape input) {
    return List.of(
        WeightSpec.of("embeddings", Shape.of(inputDim, outputDim), embeddingsInitializer)
            .withRegularizer(embeddingsRegularizer)
            .withConstraint(embeddingsConstraint));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TInt32> ids = tf.dtypes.cast(x, TInt32.class);
    return tf.gather(scope.weight("embeddings"), ids, tf.constant(0));
  }
}
