package dev.jera.bench.dl4j;

import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Engine;
import dev.jera.bench.engine.EngineServer;
import dev.jera.bench.engine.Examples;
import dev.jera.bench.engine.Inference;
import dev.jera.bench.engine.Training;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Deeplearning4j: a MultiLayerNetwork, on batches cut from Java arrays. */
public final class Dl4jEngine implements Engine {

  /** Serves; see {@link EngineServer}. */
  public static void main(String[] args) {
    EngineServer.run(new Dl4jEngine(), args);
  }

  @Override
  public String backend() {
    return "ND4J " + Nd4j.getBackend().getClass().getSimpleName();
  }

  @Override
  public Inference inference(Cnn net, Path directory) {
    return new Answers(network(net));
  }

  @Override
  public Training training(Cnn net, Examples examples) {
    return new Steps(network(net), examples.scaledPixels(), examples.labels());
  }

  private static MultiLayerNetwork network(Cnn net) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().updater(new Adam(0.001)).list();
    for (Cnn.Layer layer : net.layers()) {
      if (!layer.dense()) {
        layers.layer(
            new ConvolutionLayer.Builder(layer.size(), layer.size())
                .nIn(layer.inputs())
                .nOut(layer.outputs())
                .convolutionMode(ConvolutionMode.Truncate)
                .activation(Activation.RELU)
                .build());
        if (layer.pooled()) {
          layers.layer(
              new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                  .kernelSize(2, 2)
                  .stride(2, 2)
                  .build());
        }
      } else if (!layer.last()) {
        layers.layer(
            new DenseLayer.Builder().nOut(layer.outputs()).activation(Activation.RELU).build());
      } else {
        layers.layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(layer.outputs())
                .activation(Activation.SOFTMAX)
                .build());
      }
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            layers.setInputType(InputType.convolutional(Examples.SIDE, Examples.SIDE, 1)).build());
    network.init();
    assign(net, network);
    return network;
  }

  private static void assign(Cnn net, MultiLayerNetwork network) {
    int i = 0;
    for (Cnn.Layer layer : net.layers()) {
      while (!network.getLayer(i).paramTable().containsKey("W")) {
        i++;
      }
      int out = layer.outputs();
      INDArray kernel =
          layer.dense()
              ? Nd4j.create(layer.kernelOfPlanes(), new long[] {out, layer.fanIn()}, 'c')
                  .transpose()
              : Nd4j.create(
                  layer.kernelOfPlanes(),
                  new long[] {out, layer.inputs(), layer.size(), layer.size()},
                  'c');
      network.getLayer(i++).getParam("W").assign(kernel);
    }
  }

  private static INDArray images(float[] pixels) {
    long n = pixels.length / Examples.PIXELS;
    return Nd4j.create(pixels, new long[] {n, 1, Examples.SIDE, Examples.SIDE}, 'c');
  }

  private record Answers(MultiLayerNetwork network) implements Inference {

    @Override
    public Callable<float[]> call(Examples images) {
      float[] pixels = images.scaledPixels();
      return () -> network.output(images(pixels)).dup('c').data().asFloat();
    }

    @Override
    public void close() {
      network.close();
    }
  }

  private static final class Steps implements Training {
    private final MultiLayerNetwork network;
    private final float[] pixels;
    private final byte[] labels;

    Steps(MultiLayerNetwork network, float[] pixels, byte[] labels) {
      this.network = network;
      this.pixels = pixels;
      this.labels = labels;
    }

    @Override
    public double train(int batchSize, int steps) {
      double sum = 0;
      for (int step = 0; step < steps; step++) {
        int from = step * batchSize;
        int to = from + batchSize;
        float[] oneHot = new float[batchSize * Cnn.CLASSES];
        for (int row = 0; row < batchSize; row++) {
          oneHot[row * Cnn.CLASSES + labels[from + row]] = 1;
        }
        network.fit(
            images(Arrays.copyOfRange(pixels, from * Examples.PIXELS, to * Examples.PIXELS)),
            Nd4j.create(oneHot, new long[] {batchSize, Cnn.CLASSES}, 'c'));
        sum += network.score();
      }
      return sum / steps;
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
