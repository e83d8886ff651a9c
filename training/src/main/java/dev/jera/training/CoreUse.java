package dev.jera.training;

import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.layer.Sliding;
import dev.jera.model.layer.recurrent.Bidirectional;
import dev.jera.model.layer.recurrent.Recurrent;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.Device;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a model uses the cores of a machine: towers side by side, each op of which has one core, or
 * ops that are parted among the cores. Both at once are more threads than cores, which is slower
 * than either.
 *
 * @param rewriting how the model is rewritten; with one tower on a GPU, where the session cannot
 *     have its own threads, and for models of small ops, whose number towers would only multiply
 * @param session how the session uses the machine
 */
record CoreUse(Rewriting rewriting, SessionOptions session) {

  /** As was asked for; the threads of an op, where nobody asked, such that all cores are busy. */
  static CoreUse of(Model model, Rewriting rewriting, SessionOptions session) {
    int towers = rewriting.towersOf(model);
    if (towers == 1) {
      return new CoreUse(rewriting, session);
    }
    if (!hasLargeOps(model) || Device.hasGpu(session)) {
      return new CoreUse(rewriting.withTowers(1), session);
    }
    if (session.intraOpThreads() > 0) {
      return new CoreUse(rewriting, session);
    }
    if (!NativeSettings.leavesIntraOpThreadsToSessions()) {
      return new CoreUse(rewriting.withTowers(1), session);
    }
    int cores = Runtime.getRuntime().availableProcessors();
    return new CoreUse(rewriting, session.withIntraOpThreads(Math.max(1, cores / towers)));
  }

  /** Towers were seen to pay for convolutions; for dense layers not, and LSTMs were slower. */
  private static boolean hasLargeOps(Model model) {
    List<Layer> layers = layers(model).toList();
    return layers.stream().anyMatch(Sliding.class::isInstance)
        && layers.stream()
            .noneMatch(layer -> layer instanceof Recurrent || layer instanceof Bidirectional);
  }

  private static Stream<Layer> layers(Model model) {
    return model.nodes().stream()
        .map(Model.Node::layer)
        .flatMap(layer -> layer instanceof Model inner ? layers(inner) : Stream.of(layer));
  }
}
