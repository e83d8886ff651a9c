package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionRun;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * What a {@link GraphSession} is to run, its names resolved. Any number of threads may run it at
 * once; none may while or after the session is closed.
 */
public final class PreparedRun {
  /** Fewer ops in a row fit on any thread's stack. */
  private static final int DEEP = 1_000;

  private final TF_Session session;
  private final Frames frames;
  private final TF_Output feeds;
  private final int feedCount;
  private final TF_Output fetches;
  private final AnswerSources sources;
  private final PointerPointer<TF_Operation> targets;
  private final int targetCount;
  private final int depth;
  private volatile boolean hasRun;

  /**
   * @param depth how many ops in a row the graph has, see {@link LargeStack}
   */
  PreparedRun(
      TF_Session session,
      Frames frames,
      TF_Output feeds,
      int feedCount,
      TF_Output fetches,
      AnswerSources sources,
      List<TF_Operation> targets,
      int depth) {
    this.session = session;
    this.depth = depth;
    this.frames = frames;
    this.feeds = feeds;
    this.feedCount = feedCount;
    this.fetches = fetches;
    this.sources = sources;
    this.targets = new PointerPointer<>(Math.max(1, targets.size()));
    for (int i = 0; i < targets.size(); i++) {
      this.targets.put(i, targets.get(i));
    }
    this.targetCount = targets.size();
  }

  /**
   * Runs.
   *
   * @param inputs a tensor for each that is fed, in their order, of the dtypes of the graph
   * @return a tensor for each that is fetched, in their order, in Java's memory
   * @throws IllegalArgumentException if there are more or fewer inputs, or if the graph answers a
   *     dtype that Java cannot hold
   * @throws IllegalStateException if the session is closed
   * @throws org.tensorflow.exceptions.TensorFlowException if TensorFlow fails; of some failures,
   *     {@link org.tensorflow.exceptions.TFInvalidArgumentException} or {@link
   *     org.tensorflow.exceptions.TFUnimplementedException}, which are none
   */
  public List<TensorData> run(List<TensorData> inputs) {
    checkArgument(
        inputs.size() == feedCount, "inputs: %s (expected: %s)", inputs.size(), feedCount);
    int fetchCount = sources.fetched().size();
    if (fetchCount + targetCount == 0) {
      // TensorFlow refuses to run nothing.
      return sources.answers(inputs, List.of());
    }
    return hasRun || depth < DEEP ? runHere(inputs) : runFirst(inputs);
  }

  private synchronized List<TensorData> runFirst(List<TensorData> inputs) {
    if (hasRun) {
      return runHere(inputs);
    }
    List<TensorData> answers = LargeStack.call(depth, () -> runHere(inputs));
    hasRun = true;
    return answers;
  }

  private List<TensorData> runHere(List<TensorData> inputs) {
    int fetchCount = sources.fetched().size();
    Frames.Frame frame = frames.take(feedCount, fetchCount);
    int made = 0;
    int got = 0;
    try {
      for (TensorData input : inputs) {
        frame.fed.put(made, NativeTensors.make(input));
        made++;
      }
      TF_SessionRun(
          session,
          null,
          feeds,
          frame.fed,
          feedCount,
          fetches,
          frame.fetched,
          fetchCount,
          targets,
          targetCount,
          null,
          frame.status.handle());
      frame.status.check();
      for (; got < fetchCount; got++) {
        NativeTensors.counted(tensor(frame.fetched, got));
      }
      ImmutableList.Builder<TensorData> fetched = ImmutableList.builderWithExpectedSize(fetchCount);
      for (int i = 0; i < fetchCount; i++) {
        fetched.add(NativeTensors.copyOf(tensor(frame.fetched, i)));
      }
      return sources.answers(inputs, fetched.build());
    } finally {
      delete(frame.fetched, got);
      delete(frame.fed, made);
      frames.give(frame);
    }
  }

  /** Frees the resolved names, when the session is closed. */
  void free() {
    feeds.close();
    fetches.close();
    targets.close();
  }

  private static void delete(PointerPointer<TF_Tensor> tensors, int count) {
    for (int i = 0; i < count; i++) {
      NativeTensors.delete(tensor(tensors, i));
    }
  }

  private static TF_Tensor tensor(PointerPointer<TF_Tensor> tensors, int i) {
    return tensors.get(TF_Tensor.class, i);
  }
}
