package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.onnx.proto.AttributeProto;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/** Functions of one value, which leave the order of axes alone. */
final class ElementwiseOps {
  /** What ONNX calls as TensorFlow does. */
  private static final List<String> NAMESAKES =
      List.of(
          "Relu",
          "Elu",
          "Selu",
          "Sigmoid",
          "Tanh",
          "Softplus",
          "Softsign",
          "Erf",
          "Exp",
          "Log",
          "Sqrt",
          "Reciprocal",
          "Neg",
          "Abs",
          "Sign",
          "Floor",
          "Ceil",
          "Sin",
          "Cos");

  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .putAll(Maps.toMap(NAMESAKES, ElementwiseOps::as))
          .put("StopGradient", node -> node.output().is(node.input(0)))
          .put("PreventGradient", node -> node.output().is(node.input(0)))
          .put("Snapshot", node -> node.output().is(node.input(0)))
          .put("PlaceholderWithDefault", node -> node.output().is(node.input(0)))
          .put("IdentityN", ElementwiseOps::identities)
          .put("EnsureShape", ElementwiseOps::ensureShape)
          .put("Relu6", ElementwiseOps::relu6)
          .put("LeakyRelu", ElementwiseOps::leakyRelu)
          .put("Rsqrt", node -> each(node, x -> one(node, "Reciprocal", one(node, "Sqrt", x))))
          .put("Square", node -> each(node, x -> node.onnx().add("Mul", List.of(x, x))))
          .put("Inv", as("Reciprocal"))
          .put("Rint", as("Round"))
          .put("LogicalNot", as("Not"))
          .put("Cast", ElementwiseOps::cast)
          .put("ZerosLike", node -> filled(node, 0))
          .put("OnesLike", node -> filled(node, 1))
          .put("Softmax", node -> overLastAxis(node, "Softmax"))
          .put("LogSoftmax", node -> overLastAxis(node, "LogSoftmax"))
          .buildOrThrow();

  private ElementwiseOps() {}

  /** From the name of a value to the name of what is made of it. */
  private interface Function {
    String apply(String value);
  }

  private static Op as(String op) {
    return node -> each(node, x -> one(node, op, x));
  }

  private static void each(Node node, Function function) {
    Tensor x = node.input(0);
    if (x.isOnlyChannelsFirst()) {
      node.output().isChannelsFirst(function.apply(x.channelsFirst()));
    } else {
      node.output().is(function.apply(x.plain()));
    }
  }

  private static String one(Node node, String op, String value) {
    return node.onnx().add(op, List.of(value));
  }

  private static void identities(Node node) {
    for (int i = 0; i < node.outputs().size(); i++) {
      node.outputs().get(i).is(node.input(i));
    }
  }

  /** Where TensorFlow knows the shape there is nothing left to ensure. */
  private static void ensureShape(Node node) {
    Shape given = node.input(0).shape();
    Shape ensured = node.output().shape();
    if (given.isUnknown() || !given.equals(ensured)) {
      throw node.refuse(
          "it checks %s for %s at each call"
              .formatted(Shapes.format(given), Shapes.format(ensured)));
    }
    node.output().is(node.input(0));
  }

  private static void relu6(Node node) {
    Dtype dtype = node.input(0).dtype();
    String low = node.onnx().scalar(dtype, 0);
    String high = node.onnx().scalar(dtype, 6);
    each(node, x -> node.onnx().add("Clip", List.of(x, low, high)));
  }

  private static void leakyRelu(Node node) {
    AttributeProto alpha = Attributes.real("alpha", node.real("alpha"));
    each(node, x -> node.onnx().add("LeakyRelu", List.of(x), alpha));
  }

  private static void cast(Node node) {
    Dtype to = node.dtype("DstT");
    each(node, x -> node.onnx().cast(x, to));
  }

  private static void filled(Node node, double value) {
    String scalar = node.onnx().scalar(node.input(0).dtype(), value);
    each(
        node,
        x -> node.onnx().add("Expand", List.of(scalar, node.onnx().add("Shape", List.of(x)))));
  }

  private static void overLastAxis(Node node, String op) {
    node.gives(op, List.of(node.input(0).plain()), Attributes.number("axis", -1));
  }
}
