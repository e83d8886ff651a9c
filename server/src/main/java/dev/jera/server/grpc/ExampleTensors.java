package dev.jera.server.grpc;

import com.google.protobuf.ByteString;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import dev.jera.server.proto.ExampleListWithContext;
import dev.jera.server.proto.Input;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.Example;

/** Examples as the tensor that models take: string [n], each serialized. */
final class ExampleTensors {
  /** What a string takes besides its bytes. */
  private static final int STRING = 24;

  private ExampleTensors() {}

  /**
   * The examples, each with the context's features.
   *
   * @param maxBytes what the tensor may take in memory: a context counts once for each example
   * @throws ApiException if there are none, or if they take more
   */
  static TensorData of(Input input, long maxBytes) {
    return switch (input.getKindCase()) {
      case EXAMPLE_LIST ->
          tensor(ByteString.EMPTY, input.getExampleList().getExamplesList(), maxBytes);
      case EXAMPLE_LIST_WITH_CONTEXT -> {
        ExampleListWithContext list = input.getExampleListWithContext();
        yield tensor(list.getContext().toByteString(), list.getExamplesList(), maxBytes);
      }
      case KIND_NOT_SET -> throw empty();
    };
  }

  private static TensorData tensor(ByteString context, List<Example> examples, long maxBytes) {
    if (examples.isEmpty()) {
      throw empty();
    }
    long bytes = (long) examples.size() * (STRING + context.size());
    for (Example example : examples) {
      bytes += example.getSerializedSize();
    }
    if (bytes > maxBytes) {
      throw ApiException.invalid(
          "Input takes %d bytes with its context in each of %d examples (expected: at most %d)",
          bytes, examples.size(), maxBytes);
    }
    // One message after another in the same bytes is the two merged.
    byte[][] strings =
        examples.stream()
            .map(example -> context.concat(example.toByteString()).toByteArray())
            .toArray(byte[][]::new);
    return TensorData.of(Shape.of(strings.length), strings);
  }

  private static ApiException empty() {
    return ApiException.invalid("Input is empty.");
  }
}
