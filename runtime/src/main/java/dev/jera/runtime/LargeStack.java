package dev.jera.runtime;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread for the first run of a deep graph: TensorFlow goes from each op to the one before by
 * recursion then, and ends the process when the stack is full. The runs that follow need no more
 * than any thread has.
 */
final class LargeStack {
  /** At 1 MB, Java's default, 4,000 ops in a row were seen to pass and 6,000 not. */
  private static final int BYTES_AN_OP = 2_048;

  private static final int BASE = 1 << 20;

  private LargeStack() {}

  /**
   * Calls on a thread of its own, and waits for it.
   *
   * @param depth how many ops in a row the graph has
   */
  static <T> T call(int depth, Supplier<T> call) {
    AtomicReference<@Nullable T> answer = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable task =
        () -> {
          try {
            answer.set(call.get());
          } catch (RuntimeException | Error e) {
            failure.set(e);
          }
        };
    Thread thread = new Thread(null, task, "jera-first-run", BASE + (long) BYTES_AN_OP * depth);
    thread.setDaemon(true);
    thread.start();
    Uninterruptibles.joinUninterruptibly(thread);
    Throwable failed = failure.get();
    if (failed != null) {
      Throwables.throwIfUnchecked(failed);
    }
    return requireNonNull(answer.get());
  }
}
