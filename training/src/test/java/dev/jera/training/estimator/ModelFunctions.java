package dev.jera.training.estimator;

import static dev.jera.model.layer.activation.Activations.RELU;

import dev.jera.model.Layer;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.activation.Softmax;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.layer.reshaping.Reshape;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import dev.jera.training.optimizer.SGD;
import java.util.Map;
import org.tensorflow.types.TFloat32;

/** Model functions for digits. */
final class ModelFunctions {
  static final Layer ARG_MAX =
      Lambda.of(
          logits -> logits.take(1),
          (tf, logits) -> tf.dtypes.cast(tf.math.argMax(logits, tf.constant(-1)), TFloat32.class));

  private ModelFunctions() {}

  /** That of the tutorial, layer by layer; it learns faster, to be seen to learn in few steps. */
  static EstimatorSpec tutorial(Features features, Labels labels, Mode mode) {
    SymbolicTensor images = Rescaling.of(1 / 255.0).on(Reshape.of(28, 28, 1).on(features.get("x")));
    SymbolicTensor conv1 =
        Conv2D.of(32, 5).withPadding(Padding.SAME).withActivation(RELU).on(images);
    SymbolicTensor pool1 = MaxPooling2D.of(2).on(conv1);
    SymbolicTensor conv2 =
        Conv2D.of(64, 5).withPadding(Padding.SAME).withActivation(RELU).on(pool1);
    SymbolicTensor pool2 = MaxPooling2D.of(2).on(conv2);
    SymbolicTensor dense = Dense.of(1024).withActivation(RELU).on(Flatten.of().on(pool2));
    SymbolicTensor dropout = Dropout.of(0.4).on(dense);
    SymbolicTensor logits = Dense.of(10).on(dropout);
    Map<String, SymbolicTensor> predictions = predictions(logits);
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(predictions);
    }
    OutputObjective loss = labels.objective(logits, SparseCategoricalCrossentropy.ofLogits());
    return mode == Mode.TRAIN
        ? EstimatorSpec.train(SGD.of(0.05), loss).withPredictions(predictions)
        : EstimatorSpec.evaluate(loss.withMetrics(Accuracy.of()));
  }

  /** A net that is small enough to be trained often, with dropout and an optimizer's slots. */
  static EstimatorSpec small(Features features, Labels labels, Mode mode) {
    return small(32, features, labels, mode);
  }

  static EstimatorSpec small(int units, Features features, Labels labels, Mode mode) {
    SymbolicTensor pixels = Rescaling.of(1 / 255.0).on(Flatten.of().on(features.only()));
    SymbolicTensor dense = Dense.of(units).withActivation(RELU).on(pixels);
    SymbolicTensor logits = Dense.of(10).on(Dropout.of(0.4).on(dense));
    return spec(logits, labels, mode);
  }

  static EstimatorSpec spec(SymbolicTensor logits, Labels labels, Mode mode) {
    return switch (mode) {
      case PREDICT -> EstimatorSpec.predict(predictions(logits));
      case EVAL ->
          EstimatorSpec.evaluate(
              labels.objective(logits, SparseCategoricalCrossentropy.ofLogits(), Accuracy.of()));
      case TRAIN ->
          EstimatorSpec.train(
              Adam.of(), labels.objective(logits, SparseCategoricalCrossentropy.ofLogits()));
    };
  }

  private static Map<String, SymbolicTensor> predictions(SymbolicTensor logits) {
    return Map.of(
        "classes",
        ARG_MAX.on(logits),
        "probabilities",
        Softmax.of().named("softmax_tensor").on(logits));
  }
}
