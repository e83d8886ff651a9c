package dev.jera.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.serving.AcceleratorException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/**
 * A translated signature alive in ONNX Runtime. Any number of threads may run it at once; none may
 * while or after it is closed.
 */
final class OnnxSession implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final List<Dtype> outputs;
  private final ConcurrentLinkedQueue<InputFrame> frames = new ConcurrentLinkedQueue<>();
  private final int inputs;

  private OnnxSession(
      OrtEnvironment environment, OrtSession session, int inputs, List<Dtype> outputs) {
    this.environment = environment;
    this.session = session;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * Loads a model.
   *
   * @param threads how many work on one call
   * @param inputs how many there are
   * @param outputs the dtypes of what it gives
   * @throws AcceleratorException if ONNX Runtime cannot load it
   */
  static OnnxSession open(
      OrtEnvironment environment, byte[] model, int threads, int inputs, List<Dtype> outputs) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return new OnnxSession(
          environment, environment.createSession(model, options), inputs, outputs);
    } catch (OrtException e) {
      throw new AcceleratorException("ONNX Runtime cannot load it: " + e.getMessage(), e);
    }
  }

  /**
   * Answers a call.
   *
   * @param wanted the numbers of the outputs that are wanted
   * @throws AcceleratorException if ONNX Runtime fails
   */
  List<TensorData> run(List<TensorData> values, int[] wanted) {
    @Nullable InputFrame frame = frames.poll();
    if (frame == null) {
      frame = new InputFrame(environment, inputs);
    }
    try (OrtSession.Result result = session.run(frame.fill(values), names(wanted))) {
      ImmutableList.Builder<TensorData> answers =
          ImmutableList.builderWithExpectedSize(wanted.length);
      for (int i = 0; i < wanted.length; i++) {
        answers.add(copy((OnnxTensor) result.get(i), outputs.get(wanted[i])));
      }
      return answers.build();
    } catch (OrtException e) {
      throw new AcceleratorException("ONNX Runtime: " + e.getMessage(), e);
    } finally {
      if (frame.isKept()) {
        frames.add(frame);
      } else {
        frame.close();
      }
    }
  }

  private static Set<String> names(int[] wanted) {
    ImmutableSet.Builder<String> names = ImmutableSet.builderWithExpectedSize(wanted.length);
    for (int output : wanted) {
      names.add(GraphTranslator.OUTPUT + output);
    }
    return names.build();
  }

  private static TensorData copy(OnnxTensor tensor, Dtype dtype) {
    Shape shape = Shape.of(tensor.getInfo().getShape());
    // The buffers are copies on the heap.
    return dtype == Dtype.FLOAT32
        ? TensorData.of(shape, tensor.getFloatBuffer().array())
        : TensorData.of(dtype, shape, tensor.getByteBuffer());
  }

  @Override
  public void close() {
    frames.forEach(InputFrame::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new AcceleratorException("ONNX Runtime cannot close a session: " + e.getMessage(), e);
    }
  }
}
