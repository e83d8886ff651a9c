package dev.jera.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.jera.runtime.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The native inputs of one call at a time: buffers that grow to the largest call, and tensors over
 * them that are made anew where a shape changes.
 */
final class InputFrame implements AutoCloseable {
  /** A frame that grew beyond this is not kept. */
  private static final long MOST_KEPT = 64L << 20;

  private final OrtEnvironment environment;
  private final ByteBuffer[] buffers;
  private final long[][] shapes;
  private final Map<String, OnnxTensor> tensors = new HashMap<>();

  InputFrame(OrtEnvironment environment, int inputs) {
    this.environment = environment;
    this.buffers = new ByteBuffer[inputs];
    this.shapes = new long[inputs][];
    Arrays.setAll(buffers, i -> ByteBuffer.allocateDirect(0));
  }

  /** The tensors of a call, by their names, until the next one. */
  Map<String, OnnxTensor> fill(List<TensorData> inputs) throws OrtException {
    for (int i = 0; i < inputs.size(); i++) {
      fill(i, inputs.get(i));
    }
    return tensors;
  }

  private void fill(int i, TensorData input) throws OrtException {
    int bytes = Math.multiplyExact(input.size(), input.dtype().byteSize());
    if (buffers[i].capacity() < bytes) {
      buffers[i] = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
      shapes[i] = new long[0];
      release(i);
    }
    input.copyTo(buffers[i]);
    String name = GraphTranslator.INPUT + i;
    long[] shape = input.shape().asArray();
    if (!tensors.containsKey(name) || !Arrays.equals(shapes[i], shape)) {
      release(i);
      ByteBuffer part = buffers[i].duplicate().order(ByteOrder.nativeOrder()).limit(bytes);
      tensors.put(
          name, OnnxTensor.createTensor(environment, part, shape, OnnxTypes.java(input.dtype())));
      shapes[i] = shape;
    }
  }

  private void release(int i) {
    @Nullable OnnxTensor tensor = tensors.remove(GraphTranslator.INPUT + i);
    if (tensor != null) {
      tensor.close();
    }
  }

  /** Whether it is small enough to be kept for the next call. */
  boolean isKept() {
    return Arrays.stream(buffers).mapToLong(ByteBuffer::capacity).sum() <= MOST_KEPT;
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
    tensors.clear();
  }
}
