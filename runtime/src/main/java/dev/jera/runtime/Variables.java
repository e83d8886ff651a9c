package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The resource variables of one graph, in the order in which they were made.
 *
 * <p>Every variable has a shared name of its own, so that nothing but its name decides which memory
 * it stands for.
 */
public final class Variables {
  private final Ops tf;
  private final Graph graph;
  private final Map<String, Variable<?>> byName = new LinkedHashMap<>();

  /** Variables of the graph that these ops build. */
  public Variables(Ops tf) {
    checkArgument(
        tf.scope().env() instanceof Graph, "tf: not a graph's (expected: Ops of a Graph)");
    this.tf = tf;
    this.graph = (Graph) tf.scope().env();
  }

  /**
   * Makes a variable.
   *
   * @param name its name, with {@code /} between its parts
   * @param shape its shape, wholly known
   * @param initialValue what {@link #initialize} gives it; of this shape
   * @param trainable whether gradients may change it
   * @throws IllegalArgumentException if there is a variable of this name
   */
  public <T extends TType> Variable<T> create(
      String name, Shape shape, Operand<T> initialValue, boolean trainable) {
    checkArgument(!byName.containsKey(name), "name: '%s' (expected: a name not yet taken)", name);
    checkArgument(
        Shapes.fits(initialValue.shape(), shape) && !shape.hasUnknownDimension(),
        "Variable '%s': initial value %s (expected: %s, wholly known)",
        name,
        Shapes.format(initialValue.shape()),
        Shapes.format(shape));
    Class<T> type = initialValue.type();
    DataType dtype = initialValue.asOutput().dataType();
    GraphOperation handle =
        graph
            .opBuilder("VarHandleOp", name, graph.baseScope())
            .setAttr("dtype", dtype)
            .setAttr("shape", shape)
            .setAttr("shared_name", name)
            .build();
    Operand<? extends TType> resource = handle.output(0);
    GraphOperation read =
        graph
            .opBuilder("ReadVariableOp", name + "/Read/ReadVariableOp", graph.baseScope())
            .addInput(resource.asOutput())
            .setAttr("dtype", dtype)
            .build();
    GraphOperation assign =
        graph
            .opBuilder("AssignVariableOp", name + "/Assign", graph.baseScope())
            .addInput(resource.asOutput())
            .addInput(initialValue.asOutput())
            .setAttr("dtype", dtype)
            .build();
    Variable<T> variable =
        new Variable<>(
            name,
            shape,
            type,
            resource,
            read.output(0),
            initialValue,
            new GraphOp(assign),
            trainable);
    byName.put(name, variable);
    return variable;
  }

  /** A float32 variable that starts at zero and that gradients do not change. */
  public Variable<TFloat32> zeros(String name, Shape shape) {
    return create(name, shape, tf.fill(tf.constant(shape.asArray()), tf.constant(0f)), false);
  }

  /** A scalar int64 variable that starts at zero and that gradients do not change. */
  public Variable<TInt64> counter(String name) {
    return create(name, Shape.scalar(), tf.constant(0L), false);
  }

  /** All variables so far. */
  public ImmutableList<Variable<?>> all() {
    return ImmutableList.copyOf(byName.values());
  }

  /** The variable of this name, if there is one. */
  public Optional<Variable<?>> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Gives every variable its initial value. */
  public void initialize(Session session) {
    initialize(session, byName.values());
  }

  /** Gives some variables their initial values. */
  public void initialize(Session session, Collection<Variable<?>> some) {
    Session.Runner runner = session.runner();
    some.forEach(variable -> runner.addTarget(variable.initializer()));
    runUnlessEmpty(runner);
  }

  /**
   * Gives variables these values.
   *
   * @throws IllegalArgumentException if a name, a dtype or a shape is not that of a variable;
   *     nothing is assigned then
   */
  public void assign(Session session, Map<String, NdArray<?>> values) {
    values.forEach(this::checkValue);
    List<Tensor> tensors = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      values.forEach(
          (name, value) -> {
            Variable<?> variable = get(name);
            TType tensor = Tensors.of(value);
            tensors.add(tensor);
            // Feeding the initial value makes the initializer an assignment of anything.
            runner.feed(variable.initialValue(), tensor).addTarget(variable.initializer());
          });
      runUnlessEmpty(runner);
    } finally {
      tensors.forEach(Tensor::close);
    }
  }

  /** Gives every variable in one session the value that it has in another one. */
  public void copy(Session from, Session to) {
    Session.Runner reads = from.runner();
    byName.values().forEach(variable -> reads.fetch(variable.value()));
    if (reads.isEmpty()) {
      return;
    }
    try (Result values = reads.run()) {
      Session.Runner writes = to.runner();
      int index = 0;
      for (Variable<?> variable : byName.values()) {
        writes.feed(variable.initialValue(), values.get(index++)).addTarget(variable.initializer());
      }
      writes.run().close();
    }
  }

  /** Reads variables' present values, in the given order. */
  public Map<String, NdArray<?>> read(Session session, List<? extends Variable<?>> variables) {
    if (variables.isEmpty()) {
      return ImmutableMap.of();
    }
    Session.Runner runner = session.runner();
    variables.forEach(variable -> runner.fetch(variable.value()));
    ImmutableMap.Builder<String, NdArray<?>> values = ImmutableMap.builder();
    try (Result result = runner.run()) {
      for (int i = 0; i < variables.size(); i++) {
        values.put(variables.get(i).name(), Tensors.copyOf(result.get(i)));
      }
    }
    return values.buildOrThrow();
  }

  /** TensorFlow takes it for a mistake when nothing is run. */
  private static void runUnlessEmpty(Session.Runner runner) {
    if (!runner.isEmpty()) {
      runner.run().close();
    }
  }

  private void checkValue(String name, NdArray<?> value) {
    Variable<?> variable = get(name);
    Dtype dtype = Dtype.of(variable.value().asOutput().dataType());
    checkArgument(
        value.shape().equals(variable.shape()) && Tensors.dtypeOf(value) == dtype,
        "Variable '%s': %s %s (expected: %s %s)",
        name,
        Tensors.dtypeOf(value),
        Shapes.format(value.shape()),
        dtype,
        Shapes.format(variable.shape()));
  }

  private Variable<?> get(String name) {
    Variable<?> variable = byName.get(name);
    checkArgument(variable != null, "No variable '%s': there are %s", name, byName.keySet());
    return variable;
  }

  /** An op without outputs, for control dependencies and targets. */
  private record GraphOp(GraphOperation op) implements Op {
    @Override
    public Graph env() {
      return op.env();
    }
  }
}
