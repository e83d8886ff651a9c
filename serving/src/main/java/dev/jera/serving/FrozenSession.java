package dev.jera.serving;

import dev.jera.runtime.GraphSession;
import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.savedmodel.FrozenGraph;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.graph.DeadBorder;
import dev.jera.serving.graph.LateTail;
import dev.jera.serving.graph.PhaseConvolution;
import dev.jera.serving.graph.PoolingForm;
import dev.jera.serving.graph.ScaledFilter;
import dev.jera.serving.graph.SumApart;
import dev.jera.serving.rows.RowWise;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frozen graph of a signature, and of others of the same tensors, rewritten and alive on two
 * sessions: one for small batches, and one for the parts of large ones.
 */
final class FrozenSession implements AutoCloseable {
  private final FrozenGraph frozen;
  private final GraphSession whole;
  private final @Nullable GraphSession parts;

  private FrozenSession(FrozenGraph frozen, GraphSession whole, @Nullable GraphSession parts) {
    this.frozen = frozen;
    this.whole = whole;
    this.parts = parts;
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
      frozen = LateTail.move(ScaledFilter.scale(DeadBorder.remove(given, plain::shapeOf)));
      rowWise = RowWise.holds(given, plain);
    }
    FrozenGraph small;
    FrozenGraph part;
    try (GraphSession plain = frozen.open(options)) {
      small = SumApart.ALL.of(PhaseConvolution.CONVOLUTION.of(frozen, plain::shapeOf));
      part = SumApart.MATRICES.of(PhaseConvolution.MATRICES.of(frozen, plain::shapeOf));
    }
    GraphSession whole = PoolingForm.INPUTS.of(small).open(onCaller(options));
    try {
      return new FrozenSession(
          frozen, whole, rowWise ? PoolingForm.ATTRIBUTES.of(part).open(oneThread(options)) : null);
    } catch (RuntimeException | Error e) {
      whole.close();
      throw e;
    }
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
    return parts != null;
  }

  /** As {@link dev.jera.runtime.savedmodel.LoadedSavedModel#prepare}, for small batches. */
  PreparedRun prepare(Signature signature, List<String> outputs) {
    return prepare(whole, signature, outputs);
  }

  /** The same for parts of large ones, where batches may be cut. */
  PreparedRun prepareParts(Signature signature, List<String> outputs) {
    if (parts == null) {
      throw new IllegalStateException("batches may not be cut");
    }
    return prepare(parts, signature, outputs);
  }

  private PreparedRun prepare(GraphSession session, Signature signature, List<String> outputs) {
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
  void keep(boolean usesWhole, boolean usesParts) {
    if (!usesWhole) {
      whole.close();
    }
    if (!usesParts && parts != null) {
      parts.close();
    }
  }

  @Override
  public void close() {
    keep(false, false);
  }
}
