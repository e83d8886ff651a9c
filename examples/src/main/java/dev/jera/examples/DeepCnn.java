package dev.jera.examples;

import static dev.jera.model.layer.Padding.SAME;
import static dev.jera.model.layer.activation.Activations.RELU;
import static java.util.Objects.requireNonNull;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.activation.Softmax;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.training.callback.LogTensors;
import dev.jera.training.callback.StepCounter;
import dev.jera.training.estimator.ArrayInput;
import dev.jera.training.estimator.Estimator;
import dev.jera.training.estimator.EstimatorSpec;
import dev.jera.training.estimator.Features;
import dev.jera.training.estimator.Labels;
import dev.jera.training.estimator.Mode;
import dev.jera.training.estimator.OutputObjective;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.SGD;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.types.TFloat32;

/**
 * Tutorial 5: a convolutional network of 3.3 million weights, trained by an Estimator.
 *
 * <p>The layers before a relu begin as He et al. begin them. From the tutorial's Glorot uniform,
 * 20,000 steps of so slow a descent end some images away from its accuracy, on this side or that.
 */
public final class DeepCnn {
  private static final Layer ARG_MAX =
      Lambda.of(
          logits -> logits.take(1),
          (tf, logits) -> tf.dtypes.cast(tf.math.argMax(logits, tf.constant(-1)), TFloat32.class));

  private DeepCnn() {}

  /** The network: 28 x 28 grey pixels, 0 to 255, in; ten logits out. */
  public static Model model() {
    SymbolicTensor images = Input.of(28, 28, 1).withDtype(Dtype.UINT8).tensor();
    return Model.of(images, logits(images));
  }

  private static SymbolicTensor logits(SymbolicTensor images) {
    Conv2D conv =
        Conv2D.of(32, 5)
            .withPadding(SAME)
            .withActivation(RELU)
            .withKernelInitializer(Initializer.heNormal());
    SymbolicTensor scaled = Rescaling.of(1 / 255.0).on(images);
    SymbolicTensor pool1 = MaxPooling2D.of(2).on(conv.on(scaled));
    SymbolicTensor pool2 = MaxPooling2D.of(2).on(conv.withFilters(64).on(pool1));
    Dense dense = Dense.of(1024).withActivation(RELU).withKernelInitializer(Initializer.heNormal());
    return Dense.of(10).on(Dropout.of(0.4).on(dense.on(Flatten.of().on(pool2))));
  }

  /** The model function: what the network is in each mode. */
  static EstimatorSpec cnn(Features features, Labels labels, Mode mode) {
    SymbolicTensor logits = logits(features.only());
    Map<String, SymbolicTensor> predictions =
        Map.of(
            "classes", ARG_MAX.on(logits),
            "probabilities", Softmax.of().named("softmax_tensor").on(logits));
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(predictions);
    }
    OutputObjective loss = labels.objective(logits, SparseCategoricalCrossentropy.ofLogits());
    return mode == Mode.TRAIN
        ? EstimatorSpec.train(SGD.of(0.001), loss).withPredictions(predictions)
        : EstimatorSpec.evaluate(loss.withMetrics(Accuracy.of()));
  }

  /**
   * Trains 20,000 steps of 100 images, or what is left of them, and tells what the test images say.
   *
   * @param args the model directory (default: mnist_convnet_model), and the number of steps
   */
  public static void main(String[] args) {
    Path directory = Path.of(args.length > 0 ? args[0] : "mnist_convnet_model");
    long steps = args.length > 1 ? Long.parseLong(args[1]) : 20_000;
    ArrayDataset training = Mnist.train();
    Estimator classifier = Estimator.of(DeepCnn::cnn, directory);
    classifier.trainUpTo(
        () -> training.shuffle(42).repeat().batch(100),
        steps,
        LogTensors.of(List.of("softmax_tensor")).withEverySteps(50).withSink(System.out::println),
        StepCounter.of().withSink(System.out::println));
    System.out.println(classifier.evaluate(ArrayInput.of(Mnist.test())));
    classifier
        .predict(ArrayInput.of(Mnist.test().take(3)))
        .forEach(
            digit ->
                System.out.printf("a %.0f%n", requireNonNull(digit.get("classes")).getFloat()));
  }
}
