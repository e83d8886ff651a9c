package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkState;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.internal.c_api.TF_Tensor;

/** The native arguments of runs, kept for the next run: as many as ran at once. */
final class Frames {
  private final ConcurrentLinkedQueue<Frame> free = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /**
   * A frame for so many tensors; {@link #give} it back.
   *
   * @throws IllegalStateException if the session is closed
   */
  Frame take(int feeds, int fetches) {
    checkOpen();
    Frame frame = free.poll();
    if (frame != null && frame.holds(feeds, fetches)) {
      return frame;
    }
    if (frame != null) {
      frame.close();
    }
    return new Frame(feeds, fetches);
  }

  void give(Frame frame) {
    free.add(frame);
    if (closed) {
      closeFree();
    }
  }

  /**
   * Nothing native of a closed session may be touched.
   *
   * @throws IllegalStateException if the session is closed
   */
  void checkOpen() {
    checkState(!closed, "The session is closed (expected: an open one)");
  }

  /** Frees them; false if that was done before. */
  synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    closeFree();
    return first;
  }

  private void closeFree() {
    for (@Nullable Frame frame = free.poll(); frame != null; frame = free.poll()) {
      frame.close();
    }
  }

  /** Room for what one run is fed and fetches. */
  static final class Frame {
    final PointerPointer<TF_Tensor> fed;
    final PointerPointer<TF_Tensor> fetched;
    final Status status = new Status();

    Frame(int feeds, int fetches) {
      this.fed = new PointerPointer<>(Math.max(1, feeds));
      this.fetched = new PointerPointer<>(Math.max(1, fetches));
    }

    private boolean holds(int feeds, int fetches) {
      return fed.capacity() >= feeds && fetched.capacity() >= fetches;
    }

    private void close() {
      fed.close();
      fetched.close();
      status.close();
    }
  }
}
