package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.FashionMnist;
import dev.jera.datasets.Mnist;
import dev.jera.examples.LstmClassifier;
import dev.jera.examples.MobileNet;
import dev.jera.examples.ResNet;
import dev.jera.examples.TransformerEncoder;
import dev.jera.examples.UNet;
import dev.jera.model.Model;
import dev.jera.serving.Planning;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import dev.jera.training.Fit;
import dev.jera.training.History;
import dev.jera.training.Trainer;
import dev.jera.training.loss.Loss;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.metric.Metric;
import dev.jera.training.optimizer.Adam;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;

/** Networks of the kinds that people build, on real images: they learn, and survive the export. */
class NetworksTest {
  private static final PredictorOptions AS_EXPORTED =
      PredictorOptions.defaults().withPlanning(Planning.NONE);
  private static final int BATCH = 32;

  @TempDir private Path directory;

  /** The network, its data, and the steps of an epoch of the short run and of the long one. */
  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(ResNet.model(), FashionMnist.train(), 10, 100),
        Arguments.of(MobileNet.model(), FashionMnist.train(), 15, 100),
        Arguments.of(UNet.model(), FashionMnist.train(), 10, 100),
        Arguments.of(LstmClassifier.model(), Mnist.train(), 30, 100),
        Arguments.of(TransformerEncoder.model(), Mnist.train(), 30, 100));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aFewStepsBringTheLossDown(Model model, ArrayDataset data, int steps, int ignored) {
    train(model, data, steps);
  }

  @Tag("acceptance")
  @ParameterizedTest
  @MethodSource("networks")
  void hundredsOfStepsBringTheLossDown(Model model, ArrayDataset data, int ignored, int steps) {
    Map<String, Double> test = train(model, data, steps);
    test.forEach((name, value) -> assertThat(value).as(name).isFinite());
  }

  private Map<String, Double> train(Model model, ArrayDataset data, int steps) {
    boolean classifies = model.outputShape().numDimensions() == 2;
    Loss loss = classifies ? SparseCategoricalCrossentropy.of() : MeanSquaredError.of();
    Metric[] metrics = classifies ? new Metric[] {Accuracy.of()} : new Metric[0];
    long examples = (long) BATCH * steps;
    ArrayDataset train = prepare(model, data.take(examples));
    ArrayDataset test = prepare(model, data.skip(examples).take(500));
    try (Trainer trainer = Trainer.compile(model, Adam.of(0.002), loss, metrics)) {
      History history = trainer.fit(train, Fit.epochs(3).withBatchSize(BATCH));
      List<Double> losses = history.get("loss");
      Map<String, Double> result = trainer.evaluate(test);
      System.out.printf(
          "%s, 3 x %d steps of %d: loss %s, test %s%n", model.name(), steps, BATCH, losses, result);
      assertThat(losses.get(1)).isLessThan(losses.get(0));
      assertThat(losses.get(2)).isLessThan(losses.get(1));
      checkBundle(trainer, test.take(20));
      return result;
    }
  }

  private static ArrayDataset prepare(Model model, ArrayDataset images) {
    return model.name().equals("unet") ? UNet.noisy(images, 0.3) : images;
  }

  private void checkBundle(Trainer trainer, ArrayDataset some) {
    FloatNdArray trained = trainer.predict(some.features());
    Path bundle = trainer.export(directory.resolve("net"));
    try (Predictor predictor = Predictor.load(bundle, AS_EXPORTED)) {
      NdArray<?> served = predictor.predict(some.features());
      for (long i = 0; i < some.size(); i++) {
        assertThat(served.get(i)).as("example %s", i).isEqualTo(trained.get(i));
      }
    }
  }
}
