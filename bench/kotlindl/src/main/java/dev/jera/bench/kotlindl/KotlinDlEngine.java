package dev.jera.bench.kotlindl;

import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Engine;
import dev.jera.bench.engine.EngineServer;
import dev.jera.bench.engine.Examples;
import dev.jera.bench.engine.Inference;
import dev.jera.bench.engine.Training;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jetbrains.kotlinx.dl.api.core.Sequential;
import org.jetbrains.kotlinx.dl.api.core.activation.Activations;
import org.jetbrains.kotlinx.dl.api.core.history.BatchTrainingEvent;
import org.jetbrains.kotlinx.dl.api.core.initializer.Initializer;
import org.jetbrains.kotlinx.dl.api.core.initializer.Zeros;
import org.jetbrains.kotlinx.dl.api.core.layer.Layer;
import org.jetbrains.kotlinx.dl.api.core.layer.convolutional.Conv2D;
import org.jetbrains.kotlinx.dl.api.core.layer.convolutional.ConvPadding;
import org.jetbrains.kotlinx.dl.api.core.layer.core.Dense;
import org.jetbrains.kotlinx.dl.api.core.layer.core.Input;
import org.jetbrains.kotlinx.dl.api.core.layer.pooling.MaxPool2D;
import org.jetbrains.kotlinx.dl.api.core.layer.reshaping.Flatten;
import org.jetbrains.kotlinx.dl.api.core.loss.Losses;
import org.jetbrains.kotlinx.dl.api.core.metric.Metrics;
import org.jetbrains.kotlinx.dl.api.core.optimizer.Adam;
import org.jetbrains.kotlinx.dl.api.core.optimizer.NoClipGradient;
import org.jetbrains.kotlinx.dl.dataset.OnHeapDataset;
import org.tensorflow.Operand;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;

/** KotlinDL on TensorFlow 1.15: a Sequential, its fit and its predictSoftly. */
public final class KotlinDlEngine implements Engine {

  /** Serves; see {@link EngineServer}. */
  public static void main(String[] args) {
    EngineServer.run(new KotlinDlEngine(), args);
  }

  /** The first weights of a layer. */
  private static final class Given extends Initializer {
    private final Cnn.Layer layer;

    Given(Cnn.Layer layer) {
      this.layer = layer;
    }

    @Override
    public Operand<Float> initialize(
        int fanIn, int fanOut, Ops tf, Operand<Integer> shape, String name) {
      Operand<Float> values =
          tf.constant(
              new long[] {layer.fanIn() * (long) layer.outputs()},
              FloatBuffer.wrap(layer.kernel()));
      return tf.withName(name).reshape(values, shape);
    }
  }

  @Override
  public String backend() {
    return "TensorFlow " + TensorFlow.version();
  }

  @Override
  public Inference inference(Cnn net, Path directory) {
    Sequential model = compiled(net);
    model.init();
    return new Answers(model);
  }

  @Override
  public Training training(Cnn net, Examples examples) {
    return new Fits(compiled(net), examples.scaledImages(), examples.labelValues());
  }

  private static Sequential compiled(Cnn net) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Input(new long[] {Examples.SIDE, Examples.SIDE, 1}, "input"));
    for (Cnn.Layer layer : net.layers()) {
      if (!layer.dense()) {
        layers.add(convolution(layer));
        if (layer.pooled()) {
          int[] two = {1, 2, 2, 1};
          layers.add(new MaxPool2D(two, two, ConvPadding.VALID, layer.name() + "_pool"));
        }
      } else {
        if (layer.size() > 1) {
          layers.add(new Flatten("flatten"));
        }
        layers.add(dense(layer));
      }
    }
    Sequential model = Sequential.of(layers, false);
    model.compile(
        new Adam(0.001f, 0.9f, 0.999f, 1e-7f, false, new NoClipGradient()),
        Losses.SOFT_MAX_CROSS_ENTROPY_WITH_LOGITS,
        Metrics.ACCURACY);
    return model;
  }

  private static Conv2D convolution(Cnn.Layer layer) {
    int[] ones = {1, 1, 1, 1};
    return new Conv2D(
        layer.outputs(),
        new int[] {layer.size(), layer.size()},
        ones,
        ones,
        Activations.Relu,
        new Given(layer),
        new Zeros(),
        null,
        null,
        null,
        ConvPadding.VALID,
        true,
        layer.name());
  }

  private static Dense dense(Cnn.Layer layer) {
    return new Dense(
        layer.outputs(),
        layer.last() ? Activations.Linear : Activations.Relu,
        new Given(layer),
        new Zeros(),
        null,
        null,
        null,
        true,
        layer.name());
  }

  private record Answers(Sequential model) implements Inference {

    @Override
    public Callable<float[]> call(Examples images) {
      float[][] pixels = images.scaledImages();
      int n = images.size();
      if (n == 1) {
        return () -> model.predictSoftly(pixels[0], "");
      }
      OnHeapDataset data = OnHeapDataset.create(pixels, images.labelValues());
      return () -> {
        float[] probabilities = new float[n * Cnn.CLASSES];
        float[][] rows = model.predictSoftly(data, n, List.of());
        for (int row = 0; row < n; row++) {
          System.arraycopy(rows[row], 0, probabilities, row * Cnn.CLASSES, Cnn.CLASSES);
        }
        return probabilities;
      };
    }

    @Override
    public void close() {
      model.close();
    }
  }

  private static final class Fits implements Training {
    private final Sequential model;
    private final float[][] images;
    private final float[] labels;

    Fits(Sequential model, float[][] images, float[] labels) {
      this.model = model;
      this.images = images;
      this.labels = labels;
    }

    @Override
    public double train(int batchSize, int steps) {
      int n = batchSize * steps;
      OnHeapDataset data = OnHeapDataset.create(Arrays.copyOf(images, n), Arrays.copyOf(labels, n));
      return model.fit(data, 1, batchSize, List.of()).getBatchHistory().stream()
          .mapToDouble(BatchTrainingEvent::getLossValue)
          .average()
          .orElseThrow();
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
