package dev.jera.serving.rows;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorProtos;
import dev.jera.serving.rows.RowWise.Kind;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * An op of a graph, and what is known of its inputs.
 *
 * @param node the op
 * @param kinds what its inputs are
 * @param shapes their shapes, as far as the graph knows
 * @param output the shape of its first output
 * @param definitions the ops that they come from
 */
record RowNode(
    NodeDef node, List<Kind> kinds, List<Shape> shapes, Shape output, List<NodeDef> definitions) {

  boolean isRows(int input) {
    return input < kinds.size() && kinds.get(input) == Kind.ROWS;
  }

  boolean isConstant(int input) {
    return input < kinds.size() && kinds.get(input) == Kind.CONSTANT;
  }

  /** Whether all inputs from one on, up to another, are constant. */
  boolean areConstant(int from, int to) {
    return IntStream.range(from, to).allMatch(this::isConstant);
  }

  int inputs() {
    return kinds.size();
  }

  /** The number of an input's axes, or -1. */
  int rank(int input) {
    return shapes.get(input).numDimensions();
  }

  /** Whether an input is of rows with some values each. */
  boolean isRowsOfValues(int input) {
    return isRows(input) && rank(input) >= 2;
  }

  boolean isOn(String attribute) {
    return value(attribute).getB();
  }

  long number(String attribute) {
    return value(attribute).getI();
  }

  List<Long> numbers(String attribute) {
    return value(attribute).getList().getIList();
  }

  /** The values of an input that is written down in the graph; none otherwise. */
  long[] values(int input) {
    if (input >= definitions.size() || !definitions.get(input).getOp().equals("Const")) {
      return new long[0];
    }
    TensorData data =
        TensorProtos.read(
            definitions
                .get(input)
                .getAttrOrDefault("value", AttrValue.getDefaultInstance())
                .getTensor());
    Dtype dtype = data.dtype();
    return dtype.isInteger() ? data.longs() : new long[0];
  }

  /**
   * Whether axes are none of the first, where one is named at least.
   *
   * @param rank what negative ones count from
   */
  static boolean areBeyondFirst(long[] axes, int rank) {
    return axes.length > 0
        && rank > 0
        && IntStream.range(0, axes.length)
            .allMatch(i -> axes[i] > 0 || (axes[i] < 0 && axes[i] + rank > 0));
  }

  private AttrValue value(String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance());
  }
}
