package dev.jera.training.estimator;

/**
 * Describes a model for each mode. The tutorial's, for MNIST:
 *
 * <pre>{@code
 * EstimatorSpec cnn(Features features, Labels labels, Mode mode) {
 *   SymbolicTensor images = Reshape.of(28, 28, 1).on(features.get("x"));
 *   SymbolicTensor conv1 = Conv2D.of(32, 5).withPadding(SAME).withActivation(RELU).on(images);
 *   SymbolicTensor pool1 = MaxPooling2D.of(2).on(conv1);
 *   SymbolicTensor conv2 = Conv2D.of(64, 5).withPadding(SAME).withActivation(RELU).on(pool1);
 *   SymbolicTensor pool2 = MaxPooling2D.of(2).on(conv2);
 *   SymbolicTensor dense = Dense.of(1024).withActivation(RELU).on(Flatten.of().on(pool2));
 *   SymbolicTensor dropout = Dropout.of(0.4).on(dense);
 *   SymbolicTensor logits = Dense.of(10).on(dropout);
 *   Map<String, SymbolicTensor> predictions = Map.of(
 *       "classes", ARG_MAX.on(logits),
 *       "probabilities", Softmax.of().named("softmax_tensor").on(logits));
 *   if (mode == Mode.PREDICT) {
 *     return EstimatorSpec.predict(predictions);
 *   }
 *   OutputObjective loss = labels.objective(logits, SparseCategoricalCrossentropy.ofLogits());
 *   return mode == Mode.TRAIN
 *       ? EstimatorSpec.train(SGD.of(0.001), loss).withPredictions(predictions)
 *       : EstimatorSpec.evaluate(loss.withMetrics(Accuracy.of()));
 * }
 *
 * static final Layer ARG_MAX = Lambda.of(
 *     logits -> logits.take(1),
 *     (tf, logits) -> tf.dtypes.cast(tf.math.argMax(logits, tf.constant(-1)), TFloat32.class));
 * }</pre>
 *
 * <p>Dropout and its like are off in EVAL and PREDICT by themselves. The weights go from mode to
 * mode by their names, so that layers with weights are applied in the same order in each, or have
 * names of their own.
 *
 * @see <a
 *     href="https://github.com/tensorflow/docs/blob/r1.15/site/en/tutorials/estimators/cnn.ipynb">Build
 *     a Convolutional Neural Network using Estimators</a>
 */
@FunctionalInterface
public interface ModelFunction {
  /**
   * Describes the model.
   *
   * @param features what it is fed; every one is to be used
   * @param labels what the outputs are tied to, in TRAIN and EVAL
   * @return a spec of this mode
   */
  EstimatorSpec apply(Features features, Labels labels, Mode mode);
}
