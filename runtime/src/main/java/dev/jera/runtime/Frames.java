package dev.jera.runtime;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.internal.c_api.TF_Tensor;

/** The native arguments of runs, kept for the next run: as many as ran at once. */
final class Frames {
  private final ConcurrentLinkedQueue<Frame> free = new ConcurrentLinkedQueue<>();
  private boolean closed;

  /** A frame for so many tensors; {@link #give} it back. */
  Frame take(int feeds, int fetches) {
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
  }

  /** Frees them; false if that was done before. */
  synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    for (@Nullable Frame frame = free.poll(); frame != null; frame = free.poll()) {
      frame.close();
    }
    return first;
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
