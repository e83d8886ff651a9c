package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.TensorName;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef.ArgDef;
import org.tensorflow.proto.TensorProto;

/** Whether an op is given file names that Jera feeds, and no others. */
final class FileNames {
  /** A bundle that takes more to look through is no model's. */
  private static final int MOST_STEPS = 1_000_000;

  /** Ops that give their input on as it is. */
  private static final Set<String> PASSING = Set.of("Identity", "EnsureShape");

  private static final Set<String> SELECTS = Set.of("Select", "SelectV2");

  private final GraphView graph;
  private final ImmutableSet<TensorName> fed;

  /** Whether a name may go on after what is fed, as the parts of a checkpoint are named. */
  private final boolean goesOn;

  private final FunctionCalls calls;
  private final Map<String, Map<String, NodeDef>> bodies = new HashMap<>();
  private int steps;

  private FileNames(GraphView graph, Collection<String> fed, boolean goesOn) {
    this.graph = graph;
    this.fed = fed.stream().map(TensorName::parse).collect(ImmutableSet.toImmutableSet());
    this.goesOn = goesOn;
    this.calls = new FunctionCalls(graph);
  }

  /**
   * The files that are read.
   *
   * @param fed the names of the tensors that loading feeds with file names
   */
  static FileNames read(GraphView graph, Collection<String> fed) {
    return new FileNames(graph, fed, false);
  }

  /**
   * The files that are written: the name that saving feeds, and those that begin with it and lead
   * to no other directory above.
   */
  static FileNames written(GraphView graph, String fed) {
    return new FileNames(graph, List.of(fed), true);
  }

  /**
   * Whether an input of a node always is a name that is fed. It is followed to the graph's tensors:
   * through ops that pass it on, and from a function's argument to whatever calls the function.
   *
   * @param function where the node is; null for the graph itself
   */
  boolean isFed(NodeDef node, int input, @Nullable FunctionDef function) {
    if (input >= node.getInputCount()) {
      return false;
    }
    String name = function == null ? null : function.getSignature().getName();
    Set<Place> seen = new HashSet<>();
    Deque<Place> open = new ArrayDeque<>();
    open.add(new Place(node.getInput(input), name));
    boolean ends = false;
    while (!open.isEmpty()) {
      Place place = open.pop();
      if (place.function() == null && fed.contains(TensorName.parse(place.input()))) {
        ends = true;
      } else if (++steps > MOST_STEPS || (seen.add(place) && !lead(place, open))) {
        return false;
      }
    }
    // Functions that call nothing but each other lead nowhere.
    return ends;
  }

  /** Whether a place leads to others, which are added. */
  private boolean lead(Place place, Deque<Place> open) {
    FunctionDef function =
        place.function() == null ? null : graph.functions().get(place.function());
    if (function == null || place.function() == null) {
      return leadOn(place, open);
    }
    List<ArgDef> arguments = function.getSignature().getInputArgList();
    int argument = arguments.stream().map(ArgDef::getName).toList().indexOf(place.input());
    if (argument < 0) {
      return leadOn(place, open);
    }
    List<FunctionCalls.Call> callers = calls.of(place.function());
    if (graph.standsIn(function)
        || arguments.subList(0, argument + 1).stream().anyMatch(FileNames::isSeveral)) {
      return false;
    }
    for (FunctionCalls.Call call : callers) {
      if (!call.passesArguments() || argument >= call.node().getInputCount()) {
        return false;
      }
      open.add(new Place(call.node().getInput(argument), call.function()));
    }
    return !callers.isEmpty();
  }

  /** An argument that stands for as many inputs as the call says. */
  private static boolean isSeveral(ArgDef argument) {
    return !argument.getNumberAttr().isEmpty() || !argument.getTypeListAttr().isEmpty();
  }

  private boolean leadOn(Place place, Deque<Place> open) {
    NodeDef node = node(place);
    List<String> inputs = node == null ? List.of() : dataInputs(node);
    if (node == null || inputs.isEmpty()) {
      return false;
    }
    String op = node.getOp();
    List<String> followed;
    if (PASSING.contains(op)) {
      followed = inputs.subList(0, 1);
    } else if (!goesOn) {
      return false;
    } else if (op.equals("Pack")) {
      followed = inputs;
    } else if (SELECTS.contains(op)) {
      followed = inputs.subList(1, inputs.size());
    } else if (op.equals("ShardedFilename")
        || (op.equals("StringJoin") && onlyGoesOn(node, place))) {
      followed = inputs.subList(0, 1);
    } else {
      return false;
    }
    followed.forEach(input -> open.add(new Place(input, place.function())));
    return true;
  }

  private boolean onlyGoesOn(NodeDef join, Place place) {
    AttrValue separator = join.getAttrOrDefault("separator", AttrValue.getDefaultInstance());
    return separator.getPlaceholder().isEmpty()
        && staysBelow(separator.getS().toStringUtf8())
        && dataInputs(join).stream()
            .skip(1)
            .allMatch(input -> isPart(new Place(input, place.function())));
  }

  /** Whether a text is known, or one of two that are, and leads to no directory above. */
  private boolean isPart(Place place) {
    NodeDef node = node(place);
    if (node != null && SELECTS.contains(node.getOp())) {
      return dataInputs(node).stream()
          .skip(1)
          .map(input -> node(new Place(input, place.function())))
          .allMatch(FileNames::isPart);
    }
    return isPart(node);
  }

  private static boolean isPart(@Nullable NodeDef node) {
    if (node == null || !node.getOp().equals("Const")) {
      return false;
    }
    TensorProto value = node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
    return value.getStringValCount() > 0
        && value.getStringValList().stream().allMatch(text -> staysBelow(text.toStringUtf8()));
  }

  /** Two parts that each do stay below together as well: a dot at the end could meet another. */
  private static boolean staysBelow(String text) {
    return !text.contains("..") && !text.endsWith(".");
  }

  private static List<String> dataInputs(NodeDef node) {
    return node.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
  }

  private @Nullable NodeDef node(Place place) {
    String name = place.function();
    if (name == null) {
      return graph.node(TensorName.parse(place.input()).operation());
    }
    FunctionDef function = graph.functions().get(name);
    return function == null
        ? null
        : bodies
            .computeIfAbsent(name, unused -> GraphView.byName(function.getNodeDefList()))
            .get(place.input().replaceFirst(":.*", ""));
  }

  /** An input as a node names it, of a function or, where that is null, of the graph itself. */
  private record Place(String input, @Nullable String function) {}
}
