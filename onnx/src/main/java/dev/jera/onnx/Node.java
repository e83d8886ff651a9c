package dev.jera.onnx;

import static com.google.common.base.Preconditions.checkState;

import dev.jera.onnx.proto.AttributeProto;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.serving.AcceleratorException;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * A node of TensorFlow's graph that is to be translated.
 *
 * @param definition its op and attributes
 * @param onnx where its translation goes
 * @param inputs what it takes
 * @param outputs what it gives, to be told what they are
 */
record Node(NodeDef definition, OnnxGraph onnx, List<Tensor> inputs, List<Tensor> outputs) {

  Tensor input(int index) {
    checkState(index < inputs.size(), "%s has no input %s", this, index);
    return inputs.get(index);
  }

  /** The first output. */
  Tensor output() {
    return outputs.get(0);
  }

  /** Adds an ONNX node that is the first output. */
  void gives(String op, List<String> from, AttributeProto... attributes) {
    output().is(onnx.add(op, from, attributes));
  }

  /**
   * The value of an input that has to be constant.
   *
   * @throws AcceleratorException if it is not
   */
  TensorData constant(int index) {
    return input(index)
        .constant()
        .orElseThrow(() -> refuse("its input %s depends on what is fed".formatted(index)));
  }

  /** The axes that a constant input names, from the front. */
  long[] axes(int index, int rank) {
    long[] axes = constant(index).longs().clone();
    for (int i = 0; i < axes.length; i++) {
      axes[i] += axes[i] < 0 ? rank : 0;
    }
    return axes;
  }

  /**
   * How many axes an input has.
   *
   * @throws AcceleratorException if it is not known
   */
  int rank(int index) {
    int rank = input(index).rank();
    if (rank < 0) {
      throw refuse("the rank of its input %s is unknown".formatted(index));
    }
    return rank;
  }

  boolean isTrue(String attribute) {
    return attribute(attribute).getB();
  }

  long number(String attribute) {
    return attribute(attribute).getI();
  }

  float real(String attribute) {
    return attribute(attribute).getF();
  }

  String text(String attribute) {
    return attribute(attribute).getS().toStringUtf8();
  }

  Dtype dtype(String attribute) {
    return Dtype.of(attribute(attribute).getType());
  }

  long[] numbers(String attribute) {
    return attribute(attribute).getList().getIList().stream().mapToLong(i -> i).toArray();
  }

  /**
   * Makes sure of an attribute.
   *
   * @throws AcceleratorException if it is otherwise
   */
  void require(boolean fits, String attribute, Object expected) {
    if (!fits) {
      throw refuse(
          "%s is %s (expected: %s)"
              .formatted(attribute, attribute(attribute).toString().strip(), expected));
    }
  }

  /** The error of what cannot be translated. */
  AcceleratorException refuse(String reason) {
    return new AcceleratorException("%s cannot be translated: %s".formatted(this, reason));
  }

  /** As {@code op Conv2D of node 'conv2d/Conv2D'}. */
  @Override
  public String toString() {
    return "op %s of node '%s'".formatted(definition.getOp(), definition.getName());
  }

  private AttrValue attribute(String name) {
    return definition.getAttrOrDefault(name, AttrValue.getDefaultInstance());
  }
}
