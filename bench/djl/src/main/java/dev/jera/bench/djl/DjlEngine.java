package dev.jera.bench.djl;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.translate.NoopTranslator;
import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Engine;
import dev.jera.bench.engine.EngineServer;
import dev.jera.bench.engine.Examples;
import dev.jera.bench.engine.Inference;
import dev.jera.bench.engine.Training;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** DJL on PyTorch: a block that is built layer by layer, its Trainer and its Predictor. */
public final class DjlEngine implements Engine {
  private static final String PYTORCH = "PyTorch";

  /** Serves; see {@link EngineServer}. */
  public static void main(String[] args) {
    EngineServer.run(new DjlEngine(), args);
  }

  @Override
  public String backend() {
    return "PyTorch " + ai.djl.engine.Engine.getEngine(PYTORCH).getVersion();
  }

  @Override
  public Inference inference(Cnn net, Path directory) {
    Model model = Model.newInstance("cnn", PYTORCH);
    SequentialBlock block = block(net).add(list -> new NDList(list.head().softmax(-1)));
    block.initialize(model.getNDManager(), DataType.FLOAT32, images(1));
    assign(net, block, model.getNDManager());
    model.setBlock(block);
    return new Answers(model, model.newPredictor(new NoopTranslator()));
  }

  @Override
  public Training training(Cnn net, Examples examples) {
    return new DjlTraining(net, examples);
  }

  /** From images to logits. */
  static SequentialBlock block(Cnn net) {
    SequentialBlock block = new SequentialBlock();
    for (Cnn.Layer layer : net.layers()) {
      if (layer.dense()) {
        block.add(Blocks.batchFlattenBlock());
        block.add(Linear.builder().setUnits(layer.outputs()).build());
      } else {
        Shape kernel = new Shape(layer.size(), layer.size());
        block.add(Conv2d.builder().setKernelShape(kernel).setFilters(layer.outputs()).build());
      }
      if (!layer.last()) {
        block.add(Activation::relu);
      }
      if (layer.pooled()) {
        block.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
      }
    }
    return block;
  }

  /** Gives an initialized block the net's first weights; biases are 0 as they are. */
  static void assign(Cnn net, Block block, NDManager manager) {
    int i = 0;
    for (Parameter parameter : block.getParameters().values()) {
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        NDArray array = parameter.getArray();
        try (NDArray values =
            manager.create(net.layers().get(i++).kernelOfPlanes(), array.getShape())) {
          values.copyTo(array);
        }
      }
    }
  }

  /** Images in one plane. */
  static Shape images(int n) {
    return new Shape(n, 1, Examples.SIDE, Examples.SIDE);
  }

  private record Answers(Model model, Predictor<NDList, NDList> predictor) implements Inference {

    @Override
    public Callable<float[]> call(Examples images) {
      float[] pixels = images.scaledPixels();
      return () -> {
        try (NDManager manager = model.getNDManager().newSubManager();
            NDList answer =
                predictor.predict(new NDList(manager.create(pixels, images(images.size()))))) {
          return answer.singletonOrThrow().toFloatArray();
        }
      };
    }

    @Override
    public void close() {
      predictor.close();
      model.close();
    }
  }
}
