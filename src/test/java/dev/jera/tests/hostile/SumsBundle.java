package dev.jera.tests.hostile;

import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.BundleContents;
import dev.jera.runtime.savedmodel.SavedModelWriter;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.io.ParseExample;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Bundles with answers that a pencil finds. */
final class SumsBundle {
  private final Ops tf;

  private SumsBundle(Ops tf) {
    this.tf = tf;
  }

  /**
   * Small sums.
   *
   * <ul>
   *   <li>serving_default: y float32 [?] = 0.5 x + 2;
   *   <li>rows: sum float32 [?] = the sums of a float32 [?, 2], text string [?] = b string [?] in
   *       upper case;
   *   <li>int32: y int32 [?] = x;
   *   <li>fill: y float32 [n] of 0.5, of n int32 [];
   *   <li>regress: outputs float32 [?] = the x of tf.Examples; classify: classes string [?, 2] of
   *       large and small, scores float32 [?, 2] of x and -x.
   * </ul>
   */
  static Path write(Path version) {
    return write(
        version,
        bundle ->
            List.of(
                bundle.line(),
                bundle.rows(),
                bundle.int32(),
                bundle.fill(),
                bundle.regress(),
                bundle.classify()));
  }

  /** y float32 [] = the sum of the matrix product of n rows and columns of ones, n int32 []. */
  static Path writeSlow(Path version) {
    return write(version, bundle -> List.of(bundle.product()));
  }

  /** A program that reads the file that its input names. */
  static Path writeReader(Path version) {
    return write(version, bundle -> List.of(bundle.read()));
  }

  private static Path write(Path version, Function<SumsBundle, List<Signature>> signatures) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      SavedModelWriter.write(
          version,
          session,
          new Variables(tf),
          BundleContents.of(signatures.apply(new SumsBundle(tf))));
    }
    return version;
  }

  private Signature line() {
    var x = input("x", TFloat32.class, Shape.of(-1));
    var y = tf.math.add(tf.math.mul(x, tf.constant(0.5f)), tf.constant(2f));
    return predict(Signature.DEFAULT, x, "y", y);
  }

  private Signature rows() {
    var a = input("a", TFloat32.class, Shape.of(-1, 2));
    var b = input("b", TString.class, Shape.of(-1));
    return Signature.predict(
        "rows",
        List.of(TensorSpec.of("a", a), TensorSpec.of("b", b)),
        List.of(
            TensorSpec.of("sum", tf.reduceSum(a, tf.constant(1))),
            TensorSpec.of("text", tf.strings.upper(b))));
  }

  private Signature int32() {
    var x = input("small", TInt32.class, Shape.of(-1));
    return Signature.predict(
        "int32", List.of(TensorSpec.of("x", x)), List.of(TensorSpec.of("y", tf.identity(x))));
  }

  private Signature fill() {
    var n = input("size", TInt32.class, Shape.scalar());
    return Signature.predict(
        "fill",
        List.of(TensorSpec.of("n", n)),
        List.of(TensorSpec.of("y", tf.fill(tf.expandDims(n, tf.constant(0)), tf.constant(0.5f)))));
  }

  private Signature regress() {
    var examples = input("regressed", TString.class, Shape.of(-1));
    return method("regress", examples, List.of(TensorSpec.of("outputs", feature(examples))));
  }

  private Signature classify() {
    var examples = input("classified", TString.class, Shape.of(-1));
    var x = feature(examples);
    var scores = tf.stack(List.of(x, tf.math.neg(x)), Stack.axis(1L));
    var zeros = tf.dtypes.cast(tf.zerosLike(scores), TInt32.class);
    var classes =
        tf.gather(tf.array("large", "small"), tf.math.add(zeros, tf.array(0, 1)), tf.constant(0));
    return method(
        "classify",
        examples,
        List.of(TensorSpec.of("classes", classes), TensorSpec.of("scores", scores)));
  }

  private Signature product() {
    var n = input("n", TInt32.class, Shape.scalar());
    var ones = tf.fill(tf.stack(List.of(n, n)), tf.constant(1f));
    var y = tf.reduceSum(tf.linalg.matMul(ones, ones), tf.array(0, 1));
    return predict(Signature.DEFAULT, n, "y", y);
  }

  private Signature read() {
    var path = input("path", TString.class, Shape.scalar());
    return predict(Signature.DEFAULT, path, "y", tf.io.readFile(path));
  }

  @SuppressWarnings("unchecked") // the type is that of the default value
  private Operand<TFloat32> feature(Operand<TString> examples) {
    var none = tf.fill(tf.array(0), tf.constant(""));
    ParseExample parsed =
        tf.io.parseExample(
            examples,
            none,
            none,
            tf.array("x"),
            none,
            List.of(tf.constant(0f)),
            0L,
            List.of(),
            List.of(),
            List.of(),
            List.of(Shape.scalar()));
    return (Operand<TFloat32>) parsed.denseValues().get(0);
  }

  private static Signature method(
      String name, Operand<TString> examples, List<TensorSpec> outputs) {
    Signature any = Signature.predict(name, List.of(TensorSpec.of("inputs", examples)), outputs);
    return new Signature(name, "tensorflow/serving/" + name, any.inputs(), any.outputs());
  }

  private static Signature predict(String name, Operand<?> x, String output, Operand<?> y) {
    return Signature.predict(
        name, List.of(TensorSpec.of(x.op().name(), x)), List.of(TensorSpec.of(output, y)));
  }

  private <T extends TType> Operand<T> input(String name, Class<T> type, Shape shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(shape));
  }
}
