package dev.jera.serving;

import dev.jera.runtime.GraphSession;
import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.savedmodel.FrozenGraph;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.graph.DeadBorder;
import dev.jera.serving.graph.PhaseConvolution;
import dev.jera.serving.graph.PoolingForm;
import dev.jera.serving.graph.ScaledFilter;
import dev.jera.serving.graph.SumApart;
import dev.jera.serving.rows.RowWise;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The frozen graph of a signature, and of others of the same tensors, rewritten and alive on a
 * session for each {@link Use}.
 */
final class FrozenSession implements AutoCloseable {
  private final FrozenGraph frozen;
  private final Map<Use, GraphSession> sessions;

  private FrozenSession(FrozenGraph frozen, Map<Use, GraphSession> sessions) {
    this.frozen = frozen;
    this.sessions = sessions;
  }

  /** What a session is for. */
  enum Use {
    /** Batches of any size, whose ops may have all threads. */
    WHOLE,
    /** A few examples, on the caller's thread alone, where batches may be cut. */
    FEW,
    /** The parts of large batches, each on one thread alone, where they may be cut. */
    PARTS
  }

  /** What two signatures have in common that can share a session. */
  record Tensors(Set<String> inputs, Set<String> outputs) {}

  static Tensors tensors(Signature signature) {
    return new Tensors(
        Set.copyOf(signature.inputs().values().stream().map(TensorSpec::tensor).toList()),
        Set.copyOf(signature.outputs().values().stream().map(TensorSpec::tensor).toList()));
  }

  static FrozenSession open(FrozenGraph given, SessionOptions options) {
    FrozenGraph frozen;
    boolean rowWise;
    try (GraphSession plain = given.open(options)) {
      frozen = SumApart.subtract(ScaledFilter.scale(DeadBorder.remove(given, plain::shapeOf)));
      rowWise = RowWise.holds(given, plain);
    }
    FrozenGraph small;
    FrozenGraph part;
    try (GraphSession plain = frozen.open(options)) {
      small = PhaseConvolution.CONVOLUTION.of(frozen, plain::shapeOf);
      part = PhaseConvolution.MATRICES.of(frozen, plain::shapeOf);
    }
    FrozenSession opened = new FrozenSession(frozen, new EnumMap<>(Use.class));
    try {
      opened.open(Use.WHOLE, PoolingForm.INPUTS.of(small), onCaller(options));
      if (rowWise) {
        opened.open(Use.FEW, PoolingForm.INPUTS.of(small), oneThread(options));
        opened.open(Use.PARTS, PoolingForm.ATTRIBUTES.of(part), oneThread(options));
      }
      return opened;
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  private void open(Use use, FrozenGraph graph, SessionOptions options) {
    sessions.put(use, graph.open(options));
  }

  /** To hand the ops of a chain from thread to thread takes longer than small ones run. */
  private static SessionOptions onCaller(SessionOptions options) {
    return options.interOpThreads() == 0
        ? options.withInterOpThreads(SessionOptions.ON_CALLER)
        : options;
  }

  /** The callers keep the cores busy. */
  private static SessionOptions oneThread(SessionOptions options) {
    SessionOptions caller = onCaller(options);
    return options.intraOpThreads() == 0 ? caller.withIntraOpThreads(1) : caller;
  }

  /** Whether batches may be cut. */
  boolean isRowWise() {
    return sessions.containsKey(Use.PARTS);
  }

  /** As {@link dev.jera.runtime.savedmodel.LoadedSavedModel#prepare}, on the session of a use. */
  PreparedRun prepare(Use use, Signature signature, List<String> outputs) {
    GraphSession session = sessions.get(use);
    if (session == null) {
      throw new IllegalStateException("no session for " + use);
    }
    return session.prepare(
        signature.inputs().values().stream().map(frozen::tensor).toList(),
        outputs.stream().map(name -> frozen.tensor(output(signature, name))).toList(),
        List.of());
  }

  private static TensorSpec output(Signature signature, String name) {
    TensorSpec output = signature.outputs().get(name);
    if (output == null) {
      throw new IllegalArgumentException("No output '%s'".formatted(name));
    }
    return output;
  }

  /** Closes what no plan uses. */
  void keep(Set<Use> uses) {
    sessions.forEach(
        (use, session) -> {
          if (!uses.contains(use)) {
            session.close();
          }
        });
  }

  @Override
  public void close() {
    keep(Set.of());
  }
}
