package dev.jera.serving;

import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.Signature;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loaded bundle and the engine that was picked for its calls. */
final class Acceleration implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Acceleration.class);

  private final LoadedSavedModel model;
  private final @Nullable AcceleratedModel accelerated;
  private final Engine engine;
  private final Plans plans;
  private final AtomicBoolean failed = new AtomicBoolean();

  private Acceleration(
      LoadedSavedModel model, @Nullable AcceleratedModel accelerated, Engine engine, Plans plans) {
    this.model = model;
    this.accelerated = accelerated;
    this.engine = engine;
    this.plans = plans;
  }

  /**
   * Has an accelerator take a bundle, and TensorFlow judge it; what is left to TensorFlow is
   * planned.
   */
  static Acceleration of(LoadedSavedModel model, PredictorOptions options) {
    Accelerator accelerator = options.accelerator();
    if (accelerator == Accelerator.NONE) {
      return planned(model, options, "no accelerator wanted");
    }
    @Nullable AcceleratedModel accelerated = null;
    try {
      accelerated = accelerator.accelerate(model);
      String judged = new Judge(model, accelerated::run).judge();
      Engine engine =
          new Engine(accelerator.name(), "%s; %s".formatted(accelerated.description(), judged));
      LOG.info("{} is answered by {}", model.description().path(), engine);
      return new Acceleration(
          model, accelerated, engine, Plans.of(model, Planning.NONE, options.load().session()));
    } catch (AcceleratorException e) {
      close(accelerated);
      LOG.warn(
          "{} is answered by TensorFlow, not by {}: {}",
          model.description().path(),
          accelerator.name(),
          e.getMessage());
      return planned(model, options, "not %s: %s".formatted(accelerator.name(), e.getMessage()));
    } catch (RuntimeException | Error e) {
      close(accelerated);
      throw e;
    }
  }

  private static Acceleration planned(
      LoadedSavedModel model, PredictorOptions options, String reason) {
    return new Acceleration(
        model,
        null,
        new Engine(Engine.TENSORFLOW, reason),
        Plans.of(model, options.planning(), options.load().session()));
  }

  Engine engine() {
    return engine;
  }

  /** How TensorFlow runs what it runs, by signature. */
  Map<String, RunPlan> plans() {
    return plans.byName();
  }

  /** Prepares calls of a signature that are answered by the engine. */
  Run prepare(Signature signature, List<String> outputs) {
    PreparedRun run = model.prepare(signature, outputs);
    AcceleratedModel faster = accelerated;
    return faster == null
        ? plans.prepare(signature, outputs, run)
        : inputs -> run(faster, signature.name(), inputs, outputs, run);
  }

  /** What the engine cannot do is left to TensorFlow, whose errors are the known ones. */
  private List<TensorData> run(
      AcceleratedModel faster,
      String signature,
      List<TensorData> inputs,
      List<String> outputs,
      PreparedRun run) {
    for (TensorData input : inputs) {
      if (input.size() == 0) {
        return run.run(inputs);
      }
    }
    try {
      return faster.run(signature, inputs, outputs);
    } catch (AcceleratorException e) {
      if (!failed.getAndSet(true)) {
        LOG.warn(
            "{}: {} failed on a call, which TensorFlow is asked instead, as in all later such cases: {}",
            model.description().path(),
            engine.name(),
            e.getMessage());
      }
      return run.run(inputs);
    }
  }

  @Override
  public void close() {
    try (plans) {
      close(accelerated);
    }
  }

  private static void close(@Nullable AcceleratedModel accelerated) {
    if (accelerated != null) {
      accelerated.close();
    }
  }

  /** A prepared call: the inputs in the signature's order, the outputs in the order wanted. */
  interface Run {
    List<TensorData> run(List<TensorData> inputs);
  }
}
