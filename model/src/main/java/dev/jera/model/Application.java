package dev.jera.model;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;

/**
 * A layer applied to symbolic tensors. Each is itself only: the same layer may be applied again.
 */
final class Application {
  private static final AtomicLong COUNTER = new AtomicLong();

  private final long sequence = COUNTER.getAndIncrement();
  private final Layer layer;
  private final ImmutableList<SymbolicTensor> inputs;
  private final ImmutableList<Shape> outputShapes;
  private final ImmutableList<SymbolicTensor> outputs;

  private Application(Layer layer, List<SymbolicTensor> inputs) {
    this.layer = layer;
    this.inputs = ImmutableList.copyOf(inputs);
    this.outputShapes = ImmutableList.copyOf(checkedOutputShapes());
    this.outputs =
        IntStream.range(0, outputShapes.size())
            .mapToObj(index -> new SymbolicTensor(this, index))
            .collect(ImmutableList.toImmutableList());
  }

  static Application of(Layer layer, SymbolicTensor... inputs) {
    return new Application(layer, List.of(inputs));
  }

  private List<Shape> checkedOutputShapes() {
    LayerComponents.check(this::place, layer());
    return LayerShapes.outputShapes(this::place, layer, inputShapes());
  }

  private String place() {
    String before =
        inputs.stream()
            .map(SymbolicTensor::source)
            .map(
                source ->
                    source.layer() instanceof Input && source.name().findAny().isEmpty()
                        ? "the input"
                        : "'" + source.label() + "'")
            .collect(Collectors.joining(", "));
    return "Layer '%s' %s".formatted(label(), before.isEmpty() ? "alone" : "after " + before);
  }

  /** Where it stands among all applications: after everything it takes from. */
  long sequence() {
    return sequence;
  }

  /** The layer, without its name. */
  Layer layer() {
    return layer instanceof NamedLayer named ? named.layer() : layer;
  }

  /** The name that the user gave, if any. */
  Stream<NamedLayer> name() {
    return layer instanceof NamedLayer named ? Stream.of(named) : Stream.empty();
  }

  /** The name that it has until a model gives it one: that of the only chain that leads here. */
  String label() {
    return name()
        .findFirst()
        .map(NamedLayer::name)
        .orElseGet(
            () -> {
              LayerNames names = new LayerNames(Set.of());
              KerasOrder.of(this).stream()
                  .filter(before -> before != this && before.name().findAny().isEmpty())
                  .forEach(before -> names.next(before.layer()));
              return names.next(layer);
            });
  }

  List<SymbolicTensor> inputs() {
    return inputs;
  }

  List<Shape> inputShapes() {
    return inputs.stream().map(SymbolicTensor::shape).toList();
  }

  List<Shape> outputShapes() {
    return outputShapes;
  }

  List<SymbolicTensor> outputs() {
    return outputs;
  }

  SymbolicTensor onlyOutput() {
    if (outputs.size() != 1) {
      throw new IllegalArgumentException(
          "Layer '%s': it gives %s outputs (expected: 1; allOn(...) gives them all)"
              .formatted(label(), outputs.size()));
    }
    return outputs.get(0);
  }
}
