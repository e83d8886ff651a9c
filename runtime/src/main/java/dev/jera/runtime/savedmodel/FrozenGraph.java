package dev.jera.runtime.savedmodel;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.GraphSession;
import dev.jera.runtime.SessionOptions;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.proto.GraphDef;

/**
 * The graph of one signature: no functions, no variables, no control inputs.
 *
 * @param signature what it answers
 * @param graph its nodes, the placeholders of the signature's inputs among them
 * @param tensors what the tensors of the signature's inputs and outputs are called in this graph
 */
public record FrozenGraph(Signature signature, GraphDef graph, Map<String, String> tensors) {
  /** Copies the names. */
  public FrozenGraph {
    tensors = ImmutableMap.copyOf(tensors);
  }

  /**
   * Brings the graph alive; whoever does closes the session.
   *
   * @throws SavedModelException if the graph is too deep for TensorFlow
   * @throws RuntimeException as {@link GraphSession#open} does, if TensorFlow refuses the graph
   */
  public GraphSession open(SessionOptions options) {
    return GraphSession.open(
        graph, options, GraphDepth.of(Path.of(signature.name()), new GraphView(graph)));
  }

  /**
   * What a tensor of the signature is called in this graph.
   *
   * @throws IllegalArgumentException if it is none of the signature's
   */
  public String tensor(TensorSpec spec) {
    String name = tensors.get(spec.tensor());
    checkArgument(name != null, "spec: %s (expected: one of %s)", spec, tensors.keySet());
    return name;
  }
}
