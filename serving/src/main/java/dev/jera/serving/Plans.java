package dev.jera.serving;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.SetMultimap;
import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.savedmodel.FrozenGraph;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.serving.rows.CutRun;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;

/** How TensorFlow runs the signatures of a bundle, and the sessions that it needs for that. */
final class Plans implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Plans.class);

  /** TensorFlow holds constants several times over: in the graph, and in what it makes of it. */
  private static final long MOST_BYTES = 64L << 20;

  private final ImmutableMap<String, RunPlan> plans;
  private final Map<FrozenSession.Tensors, FrozenSession> sessions;

  private Plans(Map<String, RunPlan> plans, Map<FrozenSession.Tensors, FrozenSession> sessions) {
    this.plans = ImmutableMap.copyOf(plans);
    this.sessions = sessions;
  }

  /** Makes plans for a bundle that is loaded. */
  static Plans of(LoadedSavedModel model, Planning planning, SessionOptions options) {
    if (planning == Planning.NONE) {
      return exported(model, "no plan wanted");
    }
    long bytes = model.description().sizeBytes();
    if (bytes > MOST_BYTES) {
      return exported(
          model,
          "%s bytes (expected: at most %s, which frozen weights may take again)"
              .formatted(bytes, MOST_BYTES));
    }
    Plans plans = new Plans(Map.of(), new HashMap<>());
    try {
      plans = plans.with(model, planning, options);
      plans.plans.forEach(
          (name, plan) -> LOG.info("{}: '{}' runs {}", model.description().path(), name, plan));
      return plans;
    } catch (SavedModelException
        | TensorFlowException
        | TFInvalidArgumentException
        | TFUnimplementedException e) {
      plans.close();
      return exported(model, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      plans.close();
      throw e;
    }
  }

  private static Plans exported(LoadedSavedModel model, String reason) {
    return new Plans(
        Maps.transformValues(callable(model), signature -> RunPlan.exported(reason)), Map.of());
  }

  private static Map<String, Signature> callable(LoadedSavedModel model) {
    return Maps.filterValues(model.signatures(), signature -> signature.problem().isEmpty());
  }

  /** All are frozen before one runs: one that cannot be may change what the others would hold. */
  private Plans with(LoadedSavedModel model, Planning planning, SessionOptions options) {
    Map<FrozenSession.Tensors, FrozenGraph> graphs = new HashMap<>();
    for (Signature signature : callable(model).values()) {
      graphs.computeIfAbsent(FrozenSession.tensors(signature), tensors -> model.freeze(signature));
    }
    graphs.forEach((tensors, graph) -> sessions.put(tensors, FrozenSession.open(graph, options)));
    ImmutableMap.Builder<String, RunPlan> made = ImmutableMap.builder();
    Map<Alike, RunPlan> before = new HashMap<>();
    for (Signature signature : callable(model).values()) {
      FrozenSession session = session(signature);
      if (session != null) {
        made.put(
            signature.name(),
            before.computeIfAbsent(
                new Alike(signature), alike -> plan(model, signature, session, planning)));
      }
    }
    Plans all = new Plans(made.buildOrThrow(), sessions);
    all.closeUnused(model);
    return all;
  }

  private static RunPlan plan(
      LoadedSavedModel model, Signature signature, FrozenSession session, Planning planning) {
    try (Planner planner = new Planner(model, signature, session)) {
      return planner.plan(planning);
    }
  }

  /** Signatures that differ in their names alone have one plan. */
  private record Alike(List<?> inputs, List<?> outputs) {
    Alike(Signature signature) {
      this(List.copyOf(signature.inputs().values()), List.copyOf(signature.outputs().values()));
    }
  }

  private void closeUnused(LoadedSavedModel model) {
    SetMultimap<FrozenSession.Tensors, FrozenSession.Use> used = HashMultimap.create();
    for (Signature signature : callable(model).values()) {
      RunPlan plan = plans.get(signature.name());
      if (plan != null) {
        used.putAll(FrozenSession.tensors(signature), plan.uses());
      }
    }
    sessions.forEach((tensors, session) -> session.keep(used.get(tensors)));
    sessions.keySet().retainAll(used.keySet());
  }

  ImmutableMap<String, RunPlan> byName() {
    return plans;
  }

  /**
   * Prepares calls of a signature by its plan.
   *
   * @param exported the same of the bundle as exported, whose errors are the known ones
   */
  Acceleration.Run prepare(Signature signature, List<String> outputs, PreparedRun exported) {
    RunPlan plan = plans.get(signature.name());
    FrozenSession session = session(signature);
    if (plan == null || plan.isAsExported() || session == null) {
      return exported::run;
    }
    Acceleration.Run small =
        plan.frozen()
            ? orExported(session.prepare(plan.small(), signature, outputs)::run, exported::run)
            : exported::run;
    if (plan.cutFrom() == 0) {
      return small;
    }
    CutRun cut =
        new CutRun(
            session.prepare(FrozenSession.Use.PARTS, signature, outputs),
            plan.cutFrom(),
            Planner.LARGEST_PART);
    Acceleration.Run large = orExported(cut::run, exported::run);
    return inputs -> cut.cuts(inputs) ? large.run(inputs) : small.run(inputs);
  }

  /** A run, or where TensorFlow fails in it, that of the bundle as exported. */
  static Acceleration.Run orExported(Acceleration.Run run, Acceleration.Run exported) {
    return inputs -> {
      try {
        return run.run(inputs);
      } catch (TensorFlowException | TFInvalidArgumentException | TFUnimplementedException e) {
        return exported.run(inputs);
      }
    };
  }

  private @Nullable FrozenSession session(Signature signature) {
    return sessions.get(FrozenSession.tensors(signature));
  }

  @Override
  public void close() {
    sessions.values().forEach(FrozenSession::close);
  }
}
