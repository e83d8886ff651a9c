package dev.jera.serving;

import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.serving.rows.CutRun;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * Makes the plan of a signature whose graph was frozen. No trial runs on the caller's thread, which
 * would keep its kernels (see {@link Lane}); parts run on {@link CutRun}'s helpers, too, which run
 * nothing else.
 */
final class Planner implements AutoCloseable {
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
  private final Lane plain = new Lane();
  private final Lane wide = new Lane();
  private final Lane narrow = new Lane();

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
      String judged = judge(wide, frozen::run);
      boolean mayCut = session.isRowWise();
      if (mayCut) {
        judge(narrow, cut(2)::run);
      }
      if (planning == Planning.ALWAYS) {
        return new RunPlan(true, false, mayCut ? LARGEST_PART : 0, judged);
      }
      Optional<DrawnInputs> one = DrawnInputs.of(signature, 1);
      return one.isEmpty()
          ? new RunPlan(true, false, 0, judged + "; inputs too large to be timed")
          : measure(ordered(one.get()), mayCut, judged);
    } catch (AcceleratorException
        | TensorFlowException
        | TFInvalidArgumentException
        | TFUnimplementedException e) {
      return RunPlan.exported(String.valueOf(e.getMessage()));
    }
  }

  private String judge(Lane lane, Function<List<TensorData>, List<TensorData>> run) {
    Judge judge = new Judge(model, (name, inputs, wanted) -> lane.call(() -> run.apply(inputs)));
    return plain.call(() -> judge.judge(List.of(signature)));
  }

  private CutRun cut(int cutFrom) {
    return new CutRun(
        session.prepare(FrozenSession.Use.PARTS, signature, outputs), cutFrom, LARGEST_PART);
  }

  private RunPlan measure(List<TensorData> example, boolean mayCut, String judged) {
    Trial asExported = new Trial(plain, exported);
    Trial whole = new Trial(wide, frozen);
    Race.Times times = Race.run(asExported.on(example), whole.on(example));
    boolean isFrozen = times.isSecondFaster();
    Trial faster = isFrozen ? whole : asExported;
    String reason = "batch 1 frozen: %s; %s".formatted(times, judged);
    if (!mayCut) {
      return new RunPlan(isFrozen, false, 0, reason);
    }
    Trial few = new Trial(narrow, session.prepare(FrozenSession.Use.FEW, signature, outputs));
    judge(narrow, few.prepared()::run);
    Race.Times alone = Race.run(faster.on(example), few.on(example));
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

  /** What may run batches whole, and where it is tried. */
  private record Trial(Lane lane, PreparedRun prepared) {
    Race.Way on(List<TensorData> inputs) {
      return new Race.Way(lane, () -> prepared.run(inputs));
    }
  }

  /**
   * The plan with the number of examples from which on it gains to cut a batch, if there is one.
   */
  private RunPlan cut(RunPlan small, Trial whole, double nanosOfFirst) {
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
      Gain bulk = gain(whole, rows, ordered(many.get()));
      plan = plan.cut(bulk.gains() ? rows : 0, "batch %s cut: %s".formatted(rows, bulk));
      if (bulk.gains()) {
        return plan;
      }
      nanosOfOne = (double) bulk.all().least() / rows;
    }
    return plan;
  }

  private Gain gain(Trial whole, int rows, List<TensorData> batch) {
    CutRun cut = cut(rows);
    Race.Way uncut = whole.on(batch);
    Race.Times all = Race.run(uncut, new Race.Way(narrow, () -> cut.run(batch)));
    return Gain.isInDoubt(all)
        ? new Gain(
            all, Optional.of(Race.run(uncut, new Race.Way(narrow, () -> cut.runShare(batch)))))
        : new Gain(all, Optional.empty());
  }

  /**
   * What it gains to cut a batch.
   *
   * @param all the whole against all parts, run at once
   * @param share the whole against one thread's parts, run alone, where all told too little: while
   *     a bundle is loaded, compilers and other loads have the other cores. It compares a run that
   *     shares the cores, or has one of them, with one that does not, so much is asked of it, and
   *     it decides only where all parts lost little.
   */
  record Gain(Race.Times all, Optional<Race.Times> share) {
    /** What a cut may cost where one thread's parts mislead. */
    private static final double LEAST = 0.8;

    private static final double LEAST_OF_SHARE = 1.25;

    /** Whether one thread's parts are to be timed, too. */
    static boolean isInDoubt(Race.Times all) {
      return !all.isSecondFaster() && all.gain() >= LEAST;
    }

    boolean gains() {
      return all.isSecondFaster()
          || share.map(Race.Times::gain).filter(gain -> gain > LEAST_OF_SHARE).isPresent();
    }

    /** As {@code 0.98 times as fast, one thread's part alone 1.93 times as fast}. */
    @Override
    public String toString() {
      return all + share.map(", one thread's part alone %s"::formatted).orElse("");
    }
  }

  private List<TensorData> ordered(DrawnInputs drawn) {
    return signature.inputs().keySet().stream().map(drawn::value).toList();
  }

  @Override
  public void close() {
    plain.close();
    wide.close();
    narrow.close();
  }
}
