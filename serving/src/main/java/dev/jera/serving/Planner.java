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
   * What is timed: the first gain where callers work better side by side than one op's threads do,
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
    this.frozen = session.prepare(FrozenSession.Use.WHOLE, signature, outputs);
  }

  /** A plan whose answers were compared with those of the bundle as exported. */
  RunPlan plan(Planning planning) {
    try {
      String judged = judge(frozen::run);
      boolean mayCut = session.isRowWise();
      if (mayCut) {
        judge(cut(2)::run);
      }
      if (planning == Planning.ALWAYS) {
        return new RunPlan(true, false, mayCut ? LARGEST_PART : 0, judged);
      }
      Optional<DrawnInputs> one = DrawnInputs.of(signature, 1);
      return one.isEmpty()
          ? new RunPlan(true, false, 0, judged + "; inputs too large to be timed")
          : measure(ordered(one.get()), mayCut, judged);
    } catch (AcceleratorException | TensorFlowException e) {
      return RunPlan.exported(String.valueOf(e.getMessage()));
    }
  }

  private String judge(Function<List<TensorData>, List<TensorData>> run) {
    return new Judge(model, (name, inputs, wanted) -> run.apply(inputs)).judge(List.of(signature));
  }

  private CutRun cut(int cutFrom) {
    return new CutRun(
        session.prepare(FrozenSession.Use.PARTS, signature, outputs), cutFrom, LARGEST_PART);
  }

  private RunPlan measure(List<TensorData> example, boolean mayCut, String judged) {
    Race.Times times = Race.run(() -> exported.run(example), () -> frozen.run(example));
    boolean isFrozen = times.isSecondFaster();
    PreparedRun faster = isFrozen ? frozen : exported;
    String reason = "batch 1 frozen: %s; %s".formatted(times, judged);
    if (!mayCut) {
      return new RunPlan(isFrozen, false, 0, reason);
    }
    PreparedRun few = session.prepare(FrozenSession.Use.FEW, signature, outputs);
    judge(few::run);
    Race.Times alone = Race.run(() -> faster.run(example), () -> few.run(example));
    boolean isAlone = alone.isSecondFaster();
    RunPlan small =
        new RunPlan(
            isFrozen || isAlone,
            isAlone,
            0,
            "batch 1 on one thread: %s; %s".formatted(alone, reason));
    // Without an end to small batches, any size would run on one thread.
    RunPlan cut = cut(small, isAlone ? few : faster, (double) alone.least());
    return isAlone && cut.cutFrom() == 0 ? new RunPlan(isFrozen, false, 0, cut.reason()) : cut;
  }

  /**
   * The plan with the number of examples from which on it gains to cut a batch, if there is one.
   */
  private RunPlan cut(RunPlan small, PreparedRun whole, double nanosOfFirst) {
    RunPlan plan = small;
    double nanosOfOne = nanosOfFirst;
    for (int rows : BATCHES) {
      double nanos = rows * nanosOfOne;
      if (nanos < FEWEST_NANOS) {
        continue;
      }
      Optional<DrawnInputs> many =
          nanos < MOST_NANOS ? DrawnInputs.of(signature, rows) : Optional.empty();
      if (many.isEmpty()) {
        break;
      }
      Race.Times bulk = race(whole, rows, ordered(many.get()));
      plan = plan.cut(bulk.isSecondFaster() ? rows : 0, "batch %s cut: %s".formatted(rows, bulk));
      if (plan.cutFrom() > 0) {
        return plan;
      }
      nanosOfOne = (double) bulk.least() / rows;
    }
    return plan;
  }

  private Race.Times race(PreparedRun whole, int rows, List<TensorData> batch) {
    CutRun cut = cut(rows);
    return Race.run(() -> whole.run(batch), () -> cut.run(batch));
  }

  private List<TensorData> ordered(DrawnInputs drawn) {
    return signature.inputs().keySet().stream().map(drawn::value).toList();
  }
}
