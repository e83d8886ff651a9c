package dev.jera.training.layers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Floats;
import dev.jera.datasets.ArrayDataset;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.attention.MultiHeadAttention;
import dev.jera.model.layer.convolution.Conv2DTranspose;
import dev.jera.model.layer.convolution.Conv3D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Dot;
import dev.jera.model.layer.normalization.LayerNormalization;
import dev.jera.model.layer.pooling.AveragePooling3D;
import dev.jera.model.layer.recurrent.GRU;
import dev.jera.model.layer.recurrent.TimeDistributed;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.layer.reshaping.Reshape;
import dev.jera.runtime.TensorData;
import dev.jera.training.Compilation;
import dev.jera.training.DtypePolicy;
import dev.jera.training.LossScale;
import dev.jera.training.Trainer;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.SGD;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Every layer between Dense layers that compute in 16 bits: it runs on a CPU, has its gradients,
 * and both are those of float32, to rounding.
 */
class MixedLayersTest {
  private static final int EXAMPLES = 8;

  /** So small that no slope of these models overflows. */
  private static final DtypePolicy FLOAT16 =
      DtypePolicy.mixedFloat16().withLossScale(new LossScale(64, 2000));

  static List<? extends Class<? extends Layer>> all() {
    return LayerTypes.all();
  }

  /** Products, all that has no kernel for float16, and float32 between them. */
  static List<? extends Class<? extends Layer>> some() {
    return List.of(
        Conv2DTranspose.class,
        Conv3D.class,
        GRU.class,
        LayerNormalization.class,
        Dot.class,
        AveragePooling3D.class,
        MultiHeadAttention.class,
        TimeDistributed.class);
  }

  @ParameterizedTest
  @MethodSource("some")
  void computesWhatItDoesInFloat32(Class<? extends Layer> type) {
    check(LayerExamples.of(type).get(0));
  }

  @Tag("acceptance")
  @ParameterizedTest
  @MethodSource("all")
  void everyLayerComputesWhatItDoesInFloat32(Class<? extends Layer> type) {
    LayerExamples.of(type).forEach(MixedLayersTest::check);
  }

  private static void check(LayerExamples.Example example) {
    Model model = model(example);
    Map<String, float[]> plain = gradients(model, example, DtypePolicy.float32());
    // Numbers of 11 bits and of 8.
    check(example, plain, gradients(model, example, FLOAT16), 0.02);
    check(example, plain, gradients(model, example, DtypePolicy.mixedBfloat16()), 0.1);
  }

  /** Slopes that are next to nothing are as wrong as the large ones, and no more. */
  private static void check(
      LayerExamples.Example example,
      Map<String, float[]> plain,
      Map<String, float[]> mixed,
      double tolerance) {
    double all = norm(Floats.concat(plain.values().toArray(float[][]::new)));
    plain.forEach(
        (weight, expected) -> {
          float[] difference = mixed.get(weight).clone();
          for (int i = 0; i < difference.length; i++) {
            difference[i] -= expected[i];
          }
          assertThat(norm(difference) / Math.max(norm(expected), 0.2 * all))
              .as("%s: slope by %s", example, weight)
              .isLessThan(tolerance);
        });
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /** What stands before it lets its inputs be as they are, but in 16 bits. */
  private static Model model(LayerExamples.Example example) {
    List<SymbolicTensor> inputs = new ArrayList<>();
    List<SymbolicTensor> given = new ArrayList<>();
    for (Shape shape : example.shapes()) {
      SymbolicTensor input = Input.of(shape.size()).tensor("input_" + inputs.size());
      inputs.add(input);
      boolean trained = example.hasSlope() && example.values() == LayerExamples.Values.NUMBERS;
      SymbolicTensor x =
          trained
              ? Dense.of(Math.toIntExact(shape.size()))
                  .withKernelInitializer(Initializer.identity(1))
                  .on(input)
              : input;
      given.add(Reshape.of(shape.asArray()).on(x));
    }
    SymbolicTensor output = example.layer().allOn(given.toArray(SymbolicTensor[]::new)).get(0);
    return Model.of(inputs, List.of(Dense.of(2).on(Flatten.of().on(output))));
  }

  /** The gradients by all weights. */
  private static Map<String, float[]> gradients(
      Model model, LayerExamples.Example example, DtypePolicy policy) {
    Random random = new Random(3);
    Map<String, NdArray<?>> features = new LinkedHashMap<>();
    for (int i = 0; i < example.shapes().size(); i++) {
      long size = example.shapes().get(i).size();
      float[] values = new float[Math.toIntExact(EXAMPLES * size)];
      for (int j = 0; j < values.length; j++) {
        values[j] = example.draw(random);
      }
      features.put("input_" + i, NdArrays.wrap(Shape.of(EXAMPLES, size), DataBuffers.of(values)));
    }
    float[] targets = new float[EXAMPLES * 2];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) random.nextGaussian();
    }
    NdArray<?> labels = NdArrays.wrap(Shape.of(EXAMPLES, 2), DataBuffers.of(targets));
    ArrayDataset data = ArrayDataset.of(features, Map.of(model.outputNames().get(0), labels));
    Compilation compilation =
        Compilation.of(SGD.of(0.1), MeanSquaredError.of()).withDtypePolicy(policy);
    try (Trainer trainer = Trainer.compile(model, compilation)) {
      Map<String, float[]> slopes = new LinkedHashMap<>();
      trainer
          .gradients(data)
          .values()
          .forEach((name, slope) -> slopes.put(name, TensorData.of(slope).floats()));
      return slopes;
    }
  }
}
