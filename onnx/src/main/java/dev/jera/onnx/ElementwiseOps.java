package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import dev.jera.onnx.proto.AttributeProto;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/** Functions of one value, which leave the order of axes alone. */
final class ElementwiseOps {
  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .put("StopGradient", node -> node.output().is(node.input(0)))
          .put("PreventGradient", node -> node.output().is(node.input(0)))
          .put("Snapshot", node -> node.output().is(node.input(0)))
          .put("PlaceholderWithDefault", node -> node.output().is(node.input(0)))
          .put("IdentityN", ElementwiseOps::identities)
          .put("EnsureShape", ElementwiseOps::ensureShape)
          .put("Relu", as("Relu"))
          .put("Relu6", ElementwiseOps::relu6)
          .put("Elu", as("Elu"))
          .put("Selu", as("Selu"))
          .put("LeakyRelu", ElementwiseOps::leakyRelu)
          .put("Sigmoid", as("Sigmoid"))
          .put("Tanh", as("Tanh"))
          .put("Softplus", as("Softplus"))
          .put("Softsign", as("Softsign"))
          .put("Erf", as("Erf"))
          .put("Exp", as("Exp"))
          .put("Log", as("Log"))
          .put("Sqrt", as("Sqrt"))
          .put("Rsqrt", node -> each(node, x -> one(node, "Reciprocal", one(node, "Sqrt", x))))
          .put("Square", node -> each(node, x -> node.onnx().add("Mul", List.of(x, x))))
          .put("Reciprocal", as("Reciprocal"))
          .put("Inv", as("Reciprocal"))
          .put("Neg", as("Neg"))
          .put("Abs", as("Abs"))
          .put("Sign", as("Sign"))
          .put("Floor", as("Floor"))
          .put("Ceil", as("Ceil"))
          .put("Rint", as("Round"))
          .put("Sin", as("Sin"))
          .put("Cos", as("Cos"))
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

  private static Op as(String op, AttributeProto... attributes) {
    return node -> each(node, x -> node.onnx().add(op, List.of(x), attributes));
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
