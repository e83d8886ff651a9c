package dev.jera.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.BundleContents;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelWriter;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Small bundles with answers that a pencil finds. */
final class Bundles {
  private Bundles() {}

  /** serving_default and classify: y [?, 2] = x [?, 3] . [[1, 2], [3, 4], [5, 6]] + [0.5, -0.5]. */
  static Path affine(Path target) {
    return affine(target, 1);
  }

  /** As {@link #affine(Path)}, with the weights times a factor; labelled a and b. */
  static Path affine(Path target, float factor) {
    return write(
        target,
        Map.of(SavedModel.LABELS, "a\nb\n".getBytes(UTF_8)),
        (tf, variables) -> {
          var initial =
              tf.math.mul(
                  tf.constant(StdArrays.ndCopyOf(new float[][] {{1, 2}, {3, 4}, {5, 6}})),
                  tf.constant(factor));
          var kernel = variables.create("kernel", Shape.of(3, 2), initial, true).value();
          var bias =
              variables
                  .create("bias", Shape.of(2), tf.constant(new float[] {0.5f, -0.5f}), true)
                  .value();
          var x = input(tf, "x", TFloat32.class, Shape.of(-1, 3));
          var y = tf.math.add(tf.linalg.matMul(x, kernel), bias);
          return List.of(signature(Signature.DEFAULT, x, y), signature("classify", x, y));
        });
  }

  /** sum [?] = a float32 [?] + n int32 [], count int32 [] = the number of a's elements. */
  static Path twoInputsTwoOutputs(Path target) {
    return write(
        target,
        (tf, variables) -> {
          var a = input(tf, "a", TFloat32.class, Shape.of(-1));
          var n = input(tf, "n", TInt32.class, Shape.scalar());
          var sum = tf.math.add(a, tf.dtypes.cast(n, TFloat32.class));
          return List.of(
              Signature.predict(
                  Signature.DEFAULT,
                  List.of(TensorSpec.of("a", a), TensorSpec.of("n", n)),
                  List.of(TensorSpec.of("sum", sum), TensorSpec.of("count", tf.size(a)))));
        });
  }

  /** The only signature, "shout": y string [?] = x string [?] in upper case. */
  static Path shout(Path target) {
    return write(
        target,
        (tf, variables) -> {
          var x = input(tf, "x", TString.class, Shape.of(-1));
          return List.of(signature("shout", x, tf.strings.upper(x)));
        });
  }

  /** y float32 [?] = the sums of x uint8 [?, 2, 2]. */
  static Path pixels(Path target) {
    return write(
        target,
        (tf, variables) -> {
          var x = input(tf, "x", TUint8.class, Shape.of(-1, 2, 2));
          var y = tf.reduceSum(tf.dtypes.cast(x, TFloat32.class), tf.constant(new int[] {1, 2}));
          return List.of(signature(Signature.DEFAULT, x, y));
        });
  }

  /** y int32 [?] = 12 / x int32 [?]; TensorFlow fails where x holds a 0. */
  static Path quotient(Path target) {
    return write(
        target,
        (tf, variables) -> {
          var x = input(tf, "x", TInt32.class, Shape.of(-1));
          return List.of(signature(Signature.DEFAULT, x, tf.math.div(tf.constant(12), x)));
        });
  }

  /** y = x: "open" float32 [?, ?], "fixed" float32 [2, 2], "any" of unknown rank, "long" int64. */
  static Path identities(Path target) {
    return write(
        target,
        (tf, variables) -> {
          var open = input(tf, "open", TFloat32.class, Shape.of(-1, -1));
          var fixed = input(tf, "fixed", TFloat32.class, Shape.of(2, 2));
          var any = input(tf, "any", TFloat32.class, Shape.unknown());
          var longs = input(tf, "long", TInt64.class, Shape.of(-1));
          var rounded = tf.dtypes.cast(open, TInt64.class);
          return List.of(
              signature("open", open, tf.identity(open)),
              signature("fixed", fixed, tf.identity(fixed)),
              signature("any", any, tf.identity(any)),
              signature("long", longs, tf.identity(longs)),
              signature("rounded", fixed, tf.dtypes.cast(fixed, TInt64.class)),
              signature("sparse", open, new TensorSpec("y", "", Dtype.INT64, rounded.shape())));
        });
  }

  /** y int8 [?] = x float32 [?]; "liar" says of the same y that it is float32. */
  static Path int8(Path target) {
    return write(
        target,
        (tf, variables) -> {
          var x = input(tf, "x", TFloat32.class, Shape.of(-1));
          ((Graph) tf.scope().env())
              .opBuilder("Cast", "small", tf.scope())
              .addInput(x.asOutput())
              .setAttr("DstT", DataType.DT_INT8)
              .build();
          return List.of(
              signature(
                  Signature.DEFAULT, x, new TensorSpec("y", "small:0", Dtype.INT8, Shape.of(-1))),
              signature("liar", x, new TensorSpec("y", "small:0", Dtype.FLOAT32, Shape.of(-1))));
        });
  }

  /** y1 = x, y2 = x x, ...: so many powers of x float32 [?]. */
  static Path powers(Path target, int powers) {
    return write(
        target,
        (tf, variables) -> {
          Operand<TFloat32> x = input(tf, "x", TFloat32.class, Shape.of(-1));
          List<TensorSpec> outputs = new ArrayList<>();
          Operand<TFloat32> power = tf.identity(x);
          for (int i = 1; i <= powers; i++) {
            outputs.add(TensorSpec.of("y" + i, power));
            power = tf.math.mul(power, x);
          }
          return List.of(
              Signature.predict(Signature.DEFAULT, List.of(TensorSpec.of("x", x)), outputs));
        });
  }

  /** y float32 [] = the sum of x float32 [?]. */
  static Path total(Path target) {
    return write(
        target,
        (tf, variables) -> {
          var x = input(tf, "x", TFloat32.class, Shape.of(-1));
          var y = tf.reduceSum(x, tf.constant(0));
          return List.of(signature(Signature.DEFAULT, x, y));
        });
  }

  /** y float32 [?] = x float32 [?] + a new number at each call, from [0, 1). */
  static Path noise(Path target) {
    return write(
        target,
        (tf, variables) -> {
          var x = input(tf, "x", TFloat32.class, Shape.of(-1));
          var noise = tf.random.randomUniform(tf.constant(new int[] {1}), TFloat32.class);
          return List.of(signature(Signature.DEFAULT, x, tf.math.add(x, noise)));
        });
  }

  private static <T extends TType> Operand<T> input(
      Ops tf, String name, Class<T> type, Shape shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(shape));
  }

  private static Signature signature(String name, Operand<?> x, Operand<?> y) {
    return signature(name, x, TensorSpec.of("y", y));
  }

  private static Signature signature(String name, Operand<?> x, TensorSpec y) {
    return Signature.predict(name, List.of(TensorSpec.of("x", x)), List.of(y));
  }

  private static Path write(Path target, BiFunction<Ops, Variables, List<Signature>> build) {
    return write(target, Map.of(), build);
  }

  private static Path write(
      Path target, Map<String, byte[]> assets, BiFunction<Ops, Variables, List<Signature>> build) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      List<Signature> signatures = build.apply(tf, variables);
      if (variables.all().isEmpty()) {
        variables.counter("unused");
      }
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        SavedModelWriter.write(
            target, session, variables, BundleContents.of(signatures).withAssets(assets));
      }
    }
    return target;
  }
}
