package dev.jera.training;

import com.google.common.collect.ImmutableMap;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.CallbackException;
import dev.jera.training.callback.CallbackState;
import dev.jera.training.callback.TrainingRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The callbacks of a run, called in their order. */
final class Watchers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);

  /** What was saved of a run that did not get to its first step. */
  static final String NO_STEP = "Nothing was saved, because no step was made.";

  private final List<Callback> callbacks;
  private final TrainingRun run;
  private final Supplier<String> save;
  private int begun;

  /**
   * @param save saves the state of the run after a failure, and says so in a sentence
   */
  Watchers(List<Callback> callbacks, TrainingRun run, Supplier<String> save) {
    this.callbacks = callbacks;
    this.run = run;
    this.save = save;
  }

  /**
   * Tells each that the run begins, until one throws: there is no run then, of which the rest would
   * have to be told.
   */
  void begin() {
    for (Callback callback : callbacks) {
      begun++;
      try {
        callback.onTrainBegin(run);
      } catch (RuntimeException e) {
        throw new CallbackException(callback, "onTrainBegin", NO_STEP, e);
      }
    }
  }

  /**
   * Calls each; one that throws keeps nobody from the moment, so that what is saved then is as if
   * none had thrown.
   *
   * @param moment the method that is called, for the error
   * @throws CallbackException if one throws, or several: of the first
   */
  void each(String moment, Consumer<Callback> action) {
    Map<Callback, RuntimeException> failures = new LinkedHashMap<>();
    for (Callback callback : callbacks) {
      try {
        action.accept(callback);
      } catch (RuntimeException e) {
        failures.put(callback, e);
      }
    }
    if (!failures.isEmpty()) {
      Map.Entry<Callback, RuntimeException> first = failures.entrySet().iterator().next();
      RuntimeException failure =
          new CallbackException(first.getKey(), moment, save.get(), first.getValue());
      failures.values().stream().skip(1).forEach(failure::addSuppressed);
      throw failure;
    }
  }

  /** Asks each until one says yes. */
  boolean any(String moment, Predicate<Callback> question) {
    boolean[] yes = {false};
    each(moment, callback -> yes[0] = yes[0] || question.test(callback));
    return yes[0];
  }

  /** The states of those that have one, by place and class. */
  Map<String, CallbackState> states() {
    ImmutableMap.Builder<String, CallbackState> states = ImmutableMap.builder();
    for (int i = 0; i < callbacks.size(); i++) {
      CallbackState state = stateOf(callbacks.get(i));
      if (!state.equals(CallbackState.NONE)) {
        states.put(key(i), state);
      }
    }
    return states.buildOrThrow();
  }

  private static CallbackState stateOf(Callback callback) {
    try {
      return callback.state();
    } catch (RuntimeException e) {
      throw new CallbackException(callback, "state", "This checkpoint was not written.", e);
    }
  }

  void restore(Map<String, CallbackState> states) {
    int restored = 0;
    for (int i = 0; i < callbacks.size(); i++) {
      CallbackState state = states.get(key(i));
      if (state != null) {
        callbacks.get(i).restore(state);
        restored++;
      }
    }
    if (restored < states.size()) {
      LOG.warn(
          "The checkpoint has the states of {}, of which {} are in this run: the others are lost",
          states.keySet(),
          restored);
    }
  }

  private String key(int index) {
    return index + "-" + callbacks.get(index).getClass().getSimpleName();
  }

  /**
   * Tells each that was told of the beginning that the run is over, whatever another one throws.
   */
  @Override
  public void close() {
    CallbackException first = null;
    for (Callback callback : callbacks.subList(0, begun)) {
      try {
        callback.onTrainEnd(run);
      } catch (RuntimeException e) {
        CallbackException failure =
            new CallbackException(callback, "onTrainEnd", "The run was over.", e);
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
