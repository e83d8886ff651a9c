package dev.jera.server.rest;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.server.BundleWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.io.ParseExample;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * A bundle of signatures with answers that a pencil finds.
 *
 * <ul>
 *   <li>serving_default: y float32 [?] = factor x + 2;
 *   <li>two: sum float32 [?] = the sums of a float32 [?, 2], text string [?] = b string [?] in
 *       upper case, text_bytes string [?] = b;
 *   <li>y = x [?] of a dtype, named by the dtype; y = x float32 of any shape: any;
 *   <li>uneven: same float32 [?] = x, total float32 [1] = the sum of x;
 *   <li>fill: y float32 [n] of 0.5, of n int32 [];
 *   <li>of tf.Examples with label string "?", x float32 0 and n int64 0 where they are missing:
 *       classify: classes [?, 2] = [label, "other"], scores [?, 2] = [x, 1 - x]; classes_only and
 *       scores_only; regress: outputs [?] = x; regress_column: outputs [?, 1] = x; regress_n:
 *       outputs [?] = n.
 * </ul>
 */
final class RestBundle {
  private final Ops tf;
  private final List<Signature> signatures = new ArrayList<>();

  private RestBundle(Ops tf) {
    this.tf = tf;
  }

  static Path write(Path target, float factor) {
    return BundleWriter.write(
        target,
        tf -> {
          RestBundle bundle = new RestBundle(tf);
          bundle.line(factor);
          bundle.two();
          bundle.identities();
          bundle.shapes();
          bundle.examples();
          return bundle.signatures;
        });
  }

  private void line(float factor) {
    var x = input("x", TFloat32.class, Shape.of(-1));
    predict(
        Signature.DEFAULT,
        x,
        "y",
        tf.math.add(tf.math.mul(x, tf.constant(factor)), tf.constant(2f)));
  }

  private void two() {
    var a = input("a", TFloat32.class, Shape.of(-1, 2));
    var b = input("b", TString.class, Shape.of(-1));
    signatures.add(
        Signature.predict(
            "two",
            List.of(TensorSpec.of("a", a), TensorSpec.of("b", b)),
            List.of(
                TensorSpec.of("sum", tf.reduceSum(a, tf.constant(1))),
                TensorSpec.of("text", tf.strings.upper(b)),
                TensorSpec.of("text_bytes", tf.identity(b)))));
  }

  private void identities() {
    for (Dtype dtype : Dtype.values()) {
      if (dtype != Dtype.OTHER) {
        signatures.add(BundleWriter.identity(tf, dtype.toString(), dtype, Shape.of(-1)));
      }
    }
    signatures.add(BundleWriter.identity(tf, "any", Dtype.FLOAT32, Shape.unknown()));
  }

  private void shapes() {
    var x = input("vector", TFloat32.class, Shape.of(-1));
    var total =
        tf.withName("total").reduceSum(x, tf.constant(new int[] {0}), ReduceSum.keepDims(true));
    signatures.add(
        Signature.predict(
            "uneven",
            List.of(TensorSpec.of("x", x)),
            List.of(
                TensorSpec.of("same", tf.identity(x)),
                new TensorSpec("total", total.op().name() + ":0", Dtype.FLOAT32, Shape.of(-1)))));
    var n = input("n", TInt32.class, Shape.scalar());
    predict("fill", n, "y", tf.fill(tf.expandDims(n, tf.constant(0)), tf.constant(0.5f)));
  }

  private void examples() {
    var examples = input("examples", TString.class, Shape.of(-1));
    var none = tf.fill(tf.constant(new int[] {0}), tf.constant(""));
    ParseExample parsed =
        tf.io.parseExample(
            examples,
            none,
            none,
            tf.array("label", "n", "x"),
            none,
            List.of(tf.constant("?"), tf.constant(0L), tf.constant(0f)),
            0L,
            List.of(),
            List.of(),
            List.of(),
            List.of(Shape.scalar(), Shape.scalar(), Shape.scalar()));
    Operand<TString> label = dense(parsed, 0);
    Operand<TInt64> n = dense(parsed, 1);
    Operand<TFloat32> x = dense(parsed, 2);
    var other = tf.fill(tf.shape(label), tf.constant("other"));
    var classes = TensorSpec.of("classes", tf.stack(List.of(label, other), Stack.axis(1L)));
    var scores =
        TensorSpec.of(
            "scores", tf.stack(List.of(x, tf.math.sub(tf.constant(1f), x)), Stack.axis(1L)));
    method("classify", "classify", examples, List.of(classes, scores));
    method("classes_only", "classify", examples, List.of(classes));
    method("scores_only", "classify", examples, List.of(scores));
    method("regress", "regress", examples, List.of(TensorSpec.of("outputs", x)));
    var column = tf.expandDims(x, tf.constant(1));
    method("regress_column", "regress", examples, List.of(TensorSpec.of("outputs", column)));
    var number = tf.dtypes.cast(n, TFloat32.class);
    method("regress_n", "regress", examples, List.of(TensorSpec.of("outputs", number)));
  }

  @SuppressWarnings("unchecked") // the type is that of the default value
  private static <T extends TType> Operand<T> dense(ParseExample parsed, int i) {
    return (Operand<T>) parsed.denseValues().get(i);
  }

  private void method(String name, String method, Operand<?> examples, List<TensorSpec> outputs) {
    Signature any = Signature.predict(name, List.of(TensorSpec.of("inputs", examples)), outputs);
    signatures.add(
        new Signature(name, "tensorflow/serving/" + method, any.inputs(), any.outputs()));
  }

  private void predict(String name, Operand<?> x, String output, Operand<?> y) {
    signatures.add(
        Signature.predict(name, List.of(TensorSpec.of("x", x)), List.of(TensorSpec.of(output, y))));
  }

  private <T extends TType> Operand<T> input(String name, Class<T> type, Shape shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(shape));
  }
}
