package dev.jera.serving;

import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.serving.rows.CutRun;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.exceptions.TensorFlowException;

/** Makes the plan of a signature whose graph was frozen. */
final class Planner {
  /** The most examples of a part of a batch: what a core makes of them fits its cache. */
  static final int LARGEST_PART = 64;

  /**
   * What is timed: the first gains where callers work better side by side than one op's threads do,
   * the last where memory for the whole is dear, above the 32 MB that malloc keeps at most.
   */
  private static final List<Integer> BATCHES =
      List.of(LARGEST_PART / 2, 4 * LARGEST_PART, 16 * LARGEST_PART);

  /** A batch that would take longer is not run only to be timed. */
  private static final double MOST_NANOS = 60e6;

  /** To hand parts of a shorter one to other threads gains nothing. */
  private static final double FEWEST_NANOS = 300e3;

  private final LoadedSavedModel model;
  private final Signature signature;
  private final FrozenSession session;
  private final List<String> outputs;
  private final PreparedRun exported;
  private final PreparedRun frozen;

  Planner(LoadedSavedModel model, Signature signature, FrozenSession session) {
    this.model = model;
    this.signature = signature;
    this.session = session;
    this.outputs = List.copyOf(signature.outputs().keySet());
    this.exported = model.prepare(signature, outputs);
    this.frozen = session.prepare(signature, outputs);
  }

  /** A plan whose answers were compared with those of the bundle as exported. */
  RunPlan plan(Planning planning) {
    try {
      String judged = judge(frozen::run);
      boolean mayCut = session.isRowWise();
      if (mayCut) {
        judge(cut(2)::run);
      }
      return planning == Planning.ALWAYS
          ? new RunPlan(true, mayCut ? LARGEST_PART : 0, judged)
          : measure(mayCut, judged);
    } catch (AcceleratorException | TensorFlowException e) {
      return RunPlan.exported(String.valueOf(e.getMessage()));
    }
  }

  private String judge(Function<List<TensorData>, List<TensorData>> run) {
    return new Judge(model, (name, inputs, wanted) -> run.apply(inputs)).judge(List.of(signature));
  }

  private CutRun cut(int cutFrom) {
    return new CutRun(session.prepareParts(signature, outputs), cutFrom, LARGEST_PART);
  }

  private RunPlan measure(boolean mayCut, String judged) {
    Optional<DrawnInputs> one = DrawnInputs.of(signature, 1);
    if (one.isEmpty()) {
      return new RunPlan(true, 0, judged + "; inputs too large to be timed");
    }
    List<TensorData> example = ordered(one.get());
    Race.Times times = Race.run(() -> exported.run(example), () -> frozen.run(example));
    boolean isFrozen = times.isSecondFaster();
    String reason = "batch 1 frozen: %s; %s".formatted(times, judged);
    double nanosOfOne = (double) times.least();
    for (int rows : BATCHES) {
      double nanos = rows * nanosOfOne;
      if (nanos < FEWEST_NANOS) {
        continue;
      }
      Optional<DrawnInputs> many =
          mayCut && nanos < MOST_NANOS ? DrawnInputs.of(signature, rows) : Optional.empty();
      if (many.isEmpty()) {
        break;
      }
      Race.Times bulk = race(isFrozen ? frozen : exported, rows, ordered(many.get()));
      reason = "batch %s cut: %s; %s".formatted(rows, bulk, reason);
      if (bulk.isSecondFaster()) {
        return new RunPlan(isFrozen, rows, reason);
      }
      nanosOfOne = (double) bulk.least() / rows;
    }
    return new RunPlan(isFrozen, 0, reason);
  }

  private Race.Times race(PreparedRun whole, int rows, List<TensorData> batch) {
    CutRun cut = cut(rows);
    return Race.run(() -> whole.run(batch), () -> cut.run(batch));
  }

  private List<TensorData> ordered(DrawnInputs drawn) {
    return signature.inputs().keySet().stream().map(drawn::value).toList();
  }
}
