package dev.jera.runtime.gradient;

import static java.util.Objects.requireNonNull;
import static org.tensorflow.internal.c_api.global.tensorflow.TFJ_HasGradient;
import static org.tensorflow.internal.c_api.global.tensorflow.TFJ_RegisterCustomGradient;

import dev.jera.runtime.NativeSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.internal.c_api.TFJ_GradFuncAdapter;
import org.tensorflow.op.Ops;
import org.tensorflow.op.RawCustomGradient;

/**
 * The one native callback behind all gradients that Jera adds.
 *
 * <p>TensorFlow Java crashes the process at its eleventh callback, so there is one for all op types
 * together. For outputs that nothing uses TensorFlow hands zeros in.
 */
final class GradientDispatcher {
  private static final Map<String, RawCustomGradient> TABLE = new ConcurrentHashMap<>();

  /** Kept here because native code does not keep it. */
  private static @Nullable TFJ_GradFuncAdapter callback;

  /** What a gradient threw while TensorFlow ran on this thread. */
  private static final ThreadLocal<@Nullable GradientException> FAILURE = new ThreadLocal<>();

  private GradientDispatcher() {}

  static synchronized void register() {
    if (callback == null) {
      NativeSettings.ensureLoaded();
      callback = RawCustomGradient.adapter(GradientDispatcher::dispatch);
      AddedGradients.BY_TYPE.forEach(GradientDispatcher::register);
    }
  }

  /** Adds a gradient, unless TensorFlow has one for this op. */
  static synchronized void register(String type, RawCustomGradient gradient) {
    register();
    if (hasGradient(type)) {
      return;
    }
    TABLE.put(type, gradient);
    if (!TFJ_RegisterCustomGradient(type, callback)) {
      throw new GradientException(
          "Op '%s': TensorFlow did not take Jera's gradient for it (use: TensorFlow on Linux or macOS; on Windows it takes none)"
              .formatted(type));
    }
  }

  static boolean hasGradient(String type) {
    return TFJ_HasGradient(type);
  }

  /** Differentiates, and throws what one of Jera's gradients threw on the way. */
  static Output<?>[] addGradients(Graph graph, Output<?> loss, Output<?>[] of) {
    FAILURE.remove();
    try {
      Output<?>[] results = graph.addGradients(loss, of);
      throwFailure();
      return results;
    } catch (GradientException e) {
      throw e;
    } catch (RuntimeException e) {
      throwFailure();
      throw new GradientException(
          "TensorFlow cannot differentiate '%s': %s (use: other ops there, or tf.stopGradient around them)"
              .formatted(loss.op().name(), e.getMessage()),
          e);
    } finally {
      FAILURE.remove();
    }
  }

  private static void throwFailure() {
    GradientException failure = FAILURE.get();
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * An exception must not leave through native frames: the graph would go on without its lock. So
   * it is kept for {@link #addGradients}, and the op's own inputs, which have the shapes of its
   * gradients, stand in for them. ({@code inputs()} would wait for the graph's lock forever.)
   */
  private static List<Operand<?>> dispatch(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    try {
      List<Operand<?>> slopes =
          requireNonNull(TABLE.get(operation.type())).call(tf, operation, gradients);
      if (slopes.size() == operation.numInputs()) {
        return slopes;
      }
      fail(operation, slopes.size() + " gradients for " + operation.numInputs() + " inputs", null);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      fail(operation, String.valueOf(e.getMessage()), e);
    }
    return IntStream.range(0, operation.numInputs())
        .<Operand<?>>mapToObj(operation::input)
        .toList();
  }

  private static void fail(GraphOperation operation, String what, @Nullable Throwable cause) {
    if (FAILURE.get() == null) {
      FAILURE.set(
          GradientException.at(
              operation,
              "Jera's gradient of %s fails: %s (use: other ops there, or tf.stopGradient around it, and report this)"
                  .formatted(operation.type(), what),
              cause));
    }
  }
}
