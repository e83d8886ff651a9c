package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.runtime.TensorData;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Functions of several values that are broadcast to each other. */
final class BinaryOps {
  /** What ONNX calls as TensorFlow does. */
  private static final List<String> NAMESAKES =
      List.of("Add", "Sub", "Mul", "Greater", "Less", "Equal");

  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .putAll(Maps.toMap(NAMESAKES, BinaryOps::as))
          .put("AddV2", as("Add"))
          .put("AddN", as("Sum"))
          .put("BiasAdd", BinaryOps::biasAdd)
          .put("Div", BinaryOps::divide)
          .put("RealDiv", BinaryOps::divide)
          .put("Maximum", as("Max"))
          .put("Minimum", as("Min"))
          .put("Pow", BinaryOps::power)
          .put("SquaredDifference", BinaryOps::squaredDifference)
          .put("ClipByValue", BinaryOps::clip)
          .put("GreaterEqual", as("GreaterOrEqual"))
          .put("LessEqual", as("LessOrEqual"))
          .put("NotEqual", BinaryOps::notEqual)
          .put("LogicalAnd", as("And"))
          .put("LogicalOr", as("Or"))
          .put("SelectV2", as("Where"))
          .buildOrThrow();

  private BinaryOps() {}

  private static Op as(String op) {
    return node -> {
      Broadcast values = Broadcast.of(node.onnx(), node.inputs());
      values.giveTo(node.output(), node.onnx().add(op, values.names()));
    };
  }

  private static void biasAdd(Node node) {
    String format = node.text("data_format");
    node.require(format.isEmpty() || format.equals("NHWC"), "data_format", "NHWC");
    as("Add").translate(node);
  }

  /** A division of integers by 0, or of the least by -1, would end the process. */
  private static void divide(Node node) {
    if (node.input(0).dtype().isInteger()) {
      Optional<TensorData> divisor = node.input(1).constant();
      if (divisor.isEmpty()
          || LongStream.of(divisor.get().longs()).anyMatch(d -> d == 0 || d == -1)) {
        throw node.refuse("it divides integers by what may be 0 or -1");
      }
    }
    as("Div").translate(node);
  }

  private static void power(Node node) {
    if (node.input(0).dtype().isInteger()) {
      throw node.refuse("its values are integers (expected: floats)");
    }
    as("Pow").translate(node);
  }

  private static void squaredDifference(Node node) {
    Broadcast values = Broadcast.of(node.onnx(), node.inputs());
    String difference = node.onnx().add("Sub", values.names());
    values.giveTo(node.output(), node.onnx().add("Mul", List.of(difference, difference)));
  }

  private static void clip(Node node) {
    Broadcast values = Broadcast.of(node.onnx(), node.inputs());
    List<String> names = values.names();
    String low = node.onnx().add("Max", List.of(names.get(0), names.get(1)));
    values.giveTo(node.output(), node.onnx().add("Min", List.of(low, names.get(2))));
  }

  private static void notEqual(Node node) {
    Broadcast values = Broadcast.of(node.onnx(), node.inputs());
    String equal = node.onnx().add("Equal", values.names());
    values.giveTo(node.output(), node.onnx().add("Not", List.of(equal)));
  }
}
