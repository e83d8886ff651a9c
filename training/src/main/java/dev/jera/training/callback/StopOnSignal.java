package dev.jera.training.callback;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ends the run after its step when the process gets a signal, such as the {@code TERM} of {@code
 * kill}, of a container that is stopped, and of a batch system; with checkpoints the state is saved
 * then, and fit returns. A second signal ends the process as ever.
 *
 * <p>While the run goes on the signal has this meaning for the whole process.
 */
public final class StopOnSignal implements Callback {
  private final String name;
  private final AtomicBoolean wasRaised = new AtomicBoolean();
  private @Nullable Object before;

  private StopOnSignal(String name) {
    this.name = name;
  }

  /**
   * Waits for a signal.
   *
   * @param name its name without {@code SIG}: {@code TERM}, {@code INT}, {@code HUP}
   */
  public static StopOnSignal of(String name) {
    return new StopOnSignal(name);
  }

  /** Whether the signal came. */
  public boolean wasRaised() {
    return wasRaised.get();
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    Object handler =
        Proxy.newProxyInstance(
            StopOnSignal.class.getClassLoader(),
            new Class<?>[] {type("sun.misc.SignalHandler")},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    wasRaised.set(true);
                    restore();
                    yield null;
                  }
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> arguments != null && proxy == arguments[0];
                  default -> "stops on " + name;
                });
    before = handle(handler);
  }

  /** A signal comes at any step. */
  @Override
  public long stepsTogether(TrainingRun run) {
    return Long.MAX_VALUE;
  }

  @Override
  public void onBatchEnd(TrainingRun run) {
    if (wasRaised.get()) {
      run.stop("SIG" + name);
    }
  }

  @Override
  public void onEpochEnd(TrainingRun run, Map<String, Double> results) {
    onBatchEnd(run);
  }

  @Override
  public void onTrainEnd(TrainingRun run) {
    restore();
  }

  private synchronized void restore() {
    if (before != null) {
      handle(before);
      before = null;
    }
  }

  /**
   * The JDK's only way to signals is jdk.unsupported, of which javac warns whoever names it.
   *
   * @return the handler before
   */
  private Object handle(Object handler) {
    try {
      Class<?> signal = type("sun.misc.Signal");
      Method handle = signal.getMethod("handle", signal, type("sun.misc.SignalHandler"));
      Object one = signal.getConstructor(String.class).newInstance(name);
      return handle.invoke(null, one, handler);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "signal: '%s' (expected: one that this JVM leaves to programs, such as TERM): %s"
              .formatted(name, e.getCause()),
          e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This JVM has no sun.misc.Signal (jdk.unsupported)", e);
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("This JVM has no %s (jdk.unsupported)".formatted(name), e);
    }
  }
}
