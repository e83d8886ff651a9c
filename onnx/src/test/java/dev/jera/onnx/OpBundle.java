package dev.jera.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.BundleContents;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelWriter;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.AcceleratedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Bundles of one function, and whether ONNX Runtime answers them as TensorFlow does. */
final class OpBundle {
  private static final int SEED = 7;

  /** Sums of some hundred float32 products, added in another order. */
  private static final float TOLERANCE = 2e-5f;

  private OpBundle() {}

  /** A function of images or the like, f(x). */
  interface Function extends BiFunction<Ops, Operand<TFloat32>, Operand<?>> {}

  /** Writes functions of x float32 of a shape, each as an output of its name. */
  static Path write(Path target, Shape shape, Map<String, Function> functions) {
    return writeAll(target, TFloat32.class, shape, functions);
  }

  /** Writes y = f(x) for x float32 of a shape. */
  static Path write(Path target, Shape shape, Function function, PredictionLog... golden) {
    return write(target, TFloat32.class, shape, function, golden);
  }

  static <T extends TType> Path write(
      Path target,
      Class<T> type,
      Shape shape,
      BiFunction<Ops, Operand<T>, Operand<?>> function,
      PredictionLog... golden) {
    return writeAll(target, type, shape, Map.of("y", function), golden);
  }

  private static <T extends TType> Path writeAll(
      Path target,
      Class<T> type,
      Shape shape,
      Map<String, ? extends BiFunction<Ops, Operand<T>, Operand<?>>> functions,
      PredictionLog... golden) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      variables.create("unused", Shape.scalar(), tf.constant(0f), true);
      Operand<T> x = tf.withName("x").placeholder(type, Placeholder.shape(shape));
      List<TensorSpec> outputs = new ArrayList<>();
      functions.forEach(
          (name, function) -> outputs.add(TensorSpec.of(name, function.apply(tf, x))));
      Signature signature =
          Signature.predict(Signature.DEFAULT, List.of(TensorSpec.of("x", x)), outputs);
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        SavedModelWriter.write(
            target,
            session,
            variables,
            BundleContents.of(List.of(signature)).withGoldenSamples(List.of(golden)));
      }
      return target;
    }
  }

  /** Loads a bundle and asks both for the same. */
  static void assertSame(Path bundle, TensorData... feeds) {
    try (LoadedSavedModel model =
            LoadedSavedModel.load(SavedModel.read(bundle), LoadOptions.defaults());
        AcceleratedModel accelerated = new OnnxAccelerator().accelerate(model)) {
      Signature signature = model.signatures().get(Signature.DEFAULT);
      List<String> names = List.copyOf(signature.outputs().keySet());
      for (TensorData feed : feeds) {
        List<TensorData> expected = model.prepare(signature, names).run(List.of(feed));
        List<TensorData> given = accelerated.run(Signature.DEFAULT, List.of(feed), names);
        for (int i = 0; i < names.size(); i++) {
          assertSame(names.get(i), given.get(i), expected.get(i));
        }
      }
    }
  }

  private static void assertSame(String name, TensorData given, TensorData expected) {
    assertThat(given).as(name).hasToString(expected.toString());
    if (expected.dtype() != Dtype.FLOAT32) {
      assertThat(given).as(name).isEqualTo(expected);
      return;
    }
    float[] a = given.floats();
    float[] b = expected.floats();
    for (int i = 0; i < b.length; i++) {
      assertThat(a[i])
          .as("%s, value %s of %s", name, i, b.length)
          .isCloseTo(b[i], within(TOLERANCE * (1 + Math.abs(b[i]))));
    }
  }

  /** Gaussian values, the same at each asking. */
  static TensorData random(long... shape) {
    return TensorData.of(Shape.of(shape), values((int) Shape.of(shape).size()));
  }

  static Operand<TFloat32> weights(Ops tf, long... shape) {
    Shape sizes = Shape.of(shape);
    return tf.reshape(tf.constant(values((int) sizes.size())), tf.constant(shape));
  }

  /** The first size of a tensor. */
  static Operand<TInt32> batch(Ops tf, Operand<TFloat32> x) {
    return tf.stridedSlice(
        tf.shape(x), tf.array(0), tf.array(1), tf.array(1), StridedSlice.shrinkAxisMask(1L));
  }

  private static float[] values(int size) {
    Random random = new Random(SEED);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
