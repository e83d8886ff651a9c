package dev.jera.serving.graph;

import dev.jera.runtime.TensorData;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** A constant for each channel, the last axis, that an op adds to its first input. */
record Bias(TensorData values) {
  private static final Set<String> SUMS = Set.of("Add", "AddV2");

  static Optional<Bias> of(NodeDef node, OpGraph graph) {
    boolean adds =
        SUMS.contains(node.getOp())
            || (node.getOp().equals("BiasAdd") && Nodes.text(node, "data_format").equals("NHWC"));
    return adds && Nodes.isOfFloats(node)
        ? graph
            .floats(node.getInput(1))
            .filter(values -> values.shape().numDimensions() == 1)
            .map(Bias::new)
        : Optional.empty();
  }

  TensorData negative() {
    float[] negative = values.floats().clone();
    for (int i = 0; i < negative.length; i++) {
      negative[i] = -negative[i];
    }
    return TensorData.of(values.shape(), negative);
  }
}
