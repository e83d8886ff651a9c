package dev.jera.examples;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import com.google.common.primitives.Floats;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.FashionMnist;
import dev.jera.model.FrozenBase;
import dev.jera.model.HeadExporter;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.Predictor;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * A new head on a bundle that Python or Jera exported: the bundle is frozen, the head is trained on
 * what it answers for clothes (Fashion-MNIST), and both are exported as one bundle.
 *
 * <p>Gradients stop where the head begins, at what the bundle answers. That is what freezing asks
 * for, and with most bundles no choice either: TensorFlow 2 exports functions that read variables,
 * and TensorFlow Java builds a gradient through them which fails when it is run; a graph of
 * TensorFlow 1 lets gradients through, but for ops that have none in C++, such as a lookup. As the
 * base does not change, what it answers is computed once, before the first epoch.
 */
public final class NewHead {
  private static final int TRAIN = 10_000;
  private static final int BATCH_SIZE = 500;
  private static final String FEATURES = "features";
  private static final Shape IMAGES = Shape.of(Shape.UNKNOWN_SIZE, 28, 28, 1);

  private NewHead() {}

  /**
   * Trains a head, exports it with its base and asks the one bundle.
   *
   * @param args a bundle for images of 28 x 28 pixels, uint8, or float32 from 0 to 1; then what the
   *     head is fed: an output of its {@code serving_default}, or a tensor of its graph such as
   *     {@code dense/Relu:0}. Without them, the shipped network that tells digits, and the 64
   *     features below its last layer
   */
  public static void main(String[] args) throws Exception {
    Path path = Path.of(args.length > 0 ? args[0] : "savedmodels/mnist-cnn");
    Path target = Files.createTempDirectory("jera").resolve("clothes");
    SavedModel bundle = SavedModel.read(SavedModelVersions.bundleOrNewest(path));
    try (LoadedSavedModel loaded = LoadedSavedModel.load(bundle, LoadOptions.defaults())) {
      Signature signature = signature(loaded, args);
      System.out.printf("%s answers %s%n", bundle.path(), signature.outputs().get(FEATURES));
      ArrayDataset train = features(loaded, signature, FashionMnist.train().take(TRAIN));
      ArrayDataset test = features(loaded, signature, FashionMnist.test());

      // README begins
      Model head =
          Sequential.of(
              Input.of(train.featureShape().asArray()),
              Flatten.of(),
              Dense.of(64).withActivation(RELU),
              Dense.of(10).withActivation(SOFTMAX));
      try (Trainer trainer =
          Trainer.compile(head, Adam.of(), SparseCategoricalCrossentropy.of(), Accuracy.of())) {
        System.out.println("untrained: " + trainer.evaluate(test));
        trainer.fit(train, Fit.epochs(10).withBatchSize(64));
        System.out.println("trained:   " + trainer.evaluate(test));
        FrozenBase base = FrozenBase.of(bundle, signature, FEATURES);
        target =
            HeadExporter.export(base, head, trainer.weights(), target, FashionMnist.classNames());
      }
      // README ends
    }
    try (Predictor clothes = Predictor.load(target)) {
      System.out.printf("%s says of the first image: %s%n", target, firstTestImage(clothes));
    }
  }

  /** The signature that is asked, with {@value #FEATURES} as one more output. */
  private static Signature signature(LoadedSavedModel loaded, String[] args) {
    Signature signature = loaded.signatures().get(Signature.DEFAULT);
    checkArgument(
        signature != null && signature.inputs().size() == 1 && isImage(input(signature)),
        "%s: %s (expected: a bundle whose serving_default takes uint8 or float32 %s)",
        loaded.description().path(),
        loaded.signatures(),
        Shapes.format(IMAGES));
    String wanted = wanted(args, signature);
    TensorSpec output = signature.outputs().get(wanted);
    String tensor = output == null ? wanted : output.tensor();
    return signature.withOutput(loaded.tensor(FEATURES, tensor));
  }

  private static String wanted(String[] args, Signature signature) {
    if (args.length == 0) {
      return "dense/Relu:0";
    }
    return args.length > 1 ? args[1] : signature.outputs().keySet().iterator().next();
  }

  private static boolean isImage(TensorSpec input) {
    return Shapes.fits(IMAGES, input.shape())
        && (input.dtype() == Dtype.UINT8 || input.dtype() == Dtype.FLOAT32);
  }

  private static TensorSpec input(Signature signature) {
    return signature.inputs().values().iterator().next();
  }

  /** What the base answers for images, with their labels. */
  private static ArrayDataset features(
      LoadedSavedModel base, Signature signature, ArrayDataset images) {
    PreparedRun run = base.prepare(signature, List.of(FEATURES));
    List<TensorData> answers = new ArrayList<>();
    for (long from = 0; from < images.size(); from += BATCH_SIZE) {
      TensorData batch = pixels(images.skip(from).take(BATCH_SIZE), input(signature).dtype());
      answers.add(run.run(List.of(batch)).get(0));
    }
    float[] values =
        Floats.concat(answers.stream().map(TensorData::floats).toArray(float[][]::new));
    Shape shape = answers.get(0).shape().tail().prepend(images.size());
    return ArrayDataset.of(TensorData.of(shape, values).toNdArray(), images.labels());
  }

  /** Grey values from 0 to 255, or from 0 to 1 for who takes float32. */
  private static TensorData pixels(ArrayDataset images, Dtype dtype) {
    TensorData bytes = TensorData.of(images.features());
    if (dtype == Dtype.UINT8) {
      return bytes;
    }
    float[] values = new float[bytes.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Byte.toUnsignedInt(bytes.bytes()[i]) / 255f;
    }
    return TensorData.of(bytes.shape(), values);
  }

  private static String firstTestImage(Predictor clothes) {
    Dtype dtype = input(clothes.signature(Signature.DEFAULT)).dtype();
    float[] scores = clothes.predict(pixels(FashionMnist.test().take(1), dtype)).floats();
    return clothes.labels().get(Floats.indexOf(scores, Floats.max(scores)));
  }
}
