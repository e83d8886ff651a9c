package dev.jera.bench.peers;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import com.google.common.collect.ImmutableMap;
import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Examples;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.Weights;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The net as Jera describes it; at width 1 it is tutorial 1's. */
final class JeraCnn {
  private JeraCnn() {}

  /** Pixels, 0 to 255, in; probabilities out. */
  static Model model(Cnn net) {
    List<Layer> layers = new ArrayList<>(List.of(Rescaling.of(1 / 255.0)));
    boolean flat = false;
    for (Cnn.Layer layer : net.layers()) {
      if (layer.dense()) {
        if (!flat) {
          layers.add(Flatten.of());
          flat = true;
        }
        layers.add(Dense.of(layer.outputs()).withActivation(layer.last() ? SOFTMAX : RELU));
      } else {
        layers.add(Conv2D.of(layer.outputs(), layer.size()).withActivation(RELU));
      }
      if (layer.pooled()) {
        layers.add(MaxPooling2D.of(2));
      }
    }
    return Sequential.of(
        Input.of(Examples.SIDE, Examples.SIDE, 1).withDtype(Dtype.UINT8),
        layers.toArray(Layer[]::new));
  }

  /** The first values of its weights. */
  static Weights weights(Cnn net) {
    ImmutableMap.Builder<String, NdArray<?>> values = ImmutableMap.builder();
    for (Cnn.Layer layer : net.layers()) {
      Shape kernel =
          layer.dense()
              ? Shape.of(layer.fanIn(), layer.outputs())
              : Shape.of(layer.size(), layer.size(), layer.inputs(), layer.outputs());
      values.put(layer.name() + "/kernel", array(kernel, layer.kernel()));
      values.put(
          layer.name() + "/bias", array(Shape.of(layer.outputs()), new float[layer.outputs()]));
    }
    return new Weights(values.buildOrThrow());
  }

  private static NdArray<?> array(Shape shape, float[] values) {
    return NdArrays.wrap(shape, DataBuffers.of(values, false, false));
  }
}
