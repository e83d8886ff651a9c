package dev.jera.runtime.savedmodel;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.Maps;
import com.google.protobuf.ByteString;
import dev.jera.runtime.Variable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VariableDef;
import org.tensorflow.types.family.TType;

/** A graph whose names all begin with a scope, so that it can stand beside another graph. */
final class ScopedGraph {
  private static final String COLOCATION = "loc:@";

  private final String scope;

  /**
   * @param scope what the names begin with, such as {@code head}
   */
  ScopedGraph(String scope) {
    this.scope = scope;
  }

  /** The first of {@code head}, {@code head_1} ... under which none of these names lies. */
  static ScopedGraph beside(Collection<String> names) {
    String scope = "head";
    for (int number = 1; isTaken(scope, names); number++) {
      scope = "head_" + number;
    }
    return new ScopedGraph(scope);
  }

  private static boolean isTaken(String scope, Collection<String> names) {
    return names.stream().anyMatch(name -> name.equals(scope) || name.startsWith(scope + "/"));
  }

  /** The name that a node, a tensor or a variable of the graph has here. */
  String name(String name) {
    return scope + "/" + name;
  }

  VariableDef variable(VariableDef variable) {
    return variable.toBuilder()
        .setVariableName(name(variable.getVariableName()))
        .setInitialValueName(name(variable.getInitialValueName()))
        .setInitializerName(name(variable.getInitializerName()))
        .setSnapshotName(name(variable.getSnapshotName()))
        .build();
  }

  /** A variable under its name in a checkpoint. */
  Variable<?> variable(Variable<?> variable) {
    return rename(variable, name(variable.name()));
  }

  private static <T extends TType> Variable<T> rename(Variable<T> variable, String name) {
    return new Variable<>(
        name,
        variable.shape(),
        variable.type(),
        variable.handle(),
        variable.value(),
        variable.initialValue(),
        variable.initializer(),
        variable.trainable());
  }

  /** A signature whose outputs are the graph's. */
  Signature signature(Signature signature) {
    return new Signature(
        signature.name(),
        signature.method(),
        signature.inputs(),
        Maps.transformValues(
            signature.outputs(),
            output ->
                new TensorSpec(
                    output.name(), name(output.tensor()), output.dtype(), output.shape())));
  }

  /**
   * The graph's nodes under their names here.
   *
   * @param inputs the tensors of the other graph that stand in for placeholders, by their nodes
   */
  List<NodeDef> nodes(GraphDef graph, Map<String, String> inputs) {
    return graph.getNodeList().stream()
        .map(node -> inputs.containsKey(node.getName()) ? joint(node, inputs) : node(node))
        .collect(toImmutableList());
  }

  private NodeDef node(NodeDef node) {
    NodeDef.Builder scoped = node.toBuilder().setName(name(node.getName())).clearInput();
    node.getInputList()
        .forEach(
            input ->
                scoped.addInput(
                    input.startsWith("^") ? "^" + name(input.substring(1)) : name(input)));
    AttrValue sharedName = node.getAttrMap().get("shared_name");
    if (sharedName != null && !sharedName.getS().isEmpty()) {
      // Two handles of one shared name are one variable.
      scoped.putAttr("shared_name", text(name(sharedName.getS().toStringUtf8())));
    }
    AttrValue colocated = node.getAttrMap().get("_class");
    if (colocated != null) {
      AttrValue.Builder classes = AttrValue.newBuilder();
      colocated
          .getList()
          .getSList()
          .forEach(value -> classes.getListBuilder().addS(colocation(value)));
      scoped.putAttr("_class", classes.build());
    }
    return scoped.build();
  }

  private ByteString colocation(ByteString value) {
    String text = value.toStringUtf8();
    return text.startsWith(COLOCATION)
        ? ByteString.copyFromUtf8(COLOCATION + name(text.substring(COLOCATION.length())))
        : value;
  }

  private static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  /** What a placeholder becomes: it passes the other graph's tensor on if it has the shape. */
  private NodeDef joint(NodeDef placeholder, Map<String, String> inputs) {
    return NodeDef.newBuilder()
        .setName(name(placeholder.getName()))
        .setOp("EnsureShape")
        .addInput(inputs.get(placeholder.getName()))
        .putAttr("T", placeholder.getAttrOrThrow("dtype"))
        .putAttr("shape", placeholder.getAttrOrThrow("shape"))
        .build();
  }
}
