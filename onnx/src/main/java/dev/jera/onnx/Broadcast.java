package dev.jera.onnx;

import com.google.common.collect.ImmutableList;
import dev.jera.runtime.TensorData;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * Values that are broadcast to each other, in one order of axes.
 *
 * @param names their names in ONNX's graph
 * @param channelsFirst whether they are images with their channels first
 */
record Broadcast(List<String> names, boolean channelsFirst) {
  private static final int IMAGE_RANK = 4;

  /** Channels first where one of them has only that form and the others can follow. */
  static Broadcast of(OnnxGraph onnx, List<Tensor> tensors) {
    if (tensors.stream().anyMatch(Tensor::isOnlyChannelsFirst)) {
      ImmutableList.Builder<String> names = ImmutableList.builder();
      boolean follow = true;
      for (Tensor tensor : tensors) {
        Optional<String> name = channelsFirst(onnx, tensor);
        name.ifPresent(names::add);
        follow &= name.isPresent();
      }
      if (follow) {
        return new Broadcast(names.build(), true);
      }
    }
    return new Broadcast(tensors.stream().map(Tensor::plain).toList(), false);
  }

  /** Gives an output the result of these. */
  void giveTo(Tensor output, String result) {
    if (channelsFirst) {
      output.isChannelsFirst(result);
    } else {
      output.is(result);
    }
  }

  private static Optional<String> channelsFirst(OnnxGraph onnx, Tensor tensor) {
    return switch (tensor.rank()) {
      case 0 -> Optional.of(tensor.plain());
      case 1 -> Optional.of(channels(onnx, tensor));
      case IMAGE_RANK -> Optional.of(tensor.channelsFirst());
      default -> Optional.empty();
    };
  }

  /** A vector over the channels as [channels, 1, 1]. */
  private static String channels(OnnxGraph onnx, Tensor tensor) {
    Optional<TensorData> constant = tensor.constant();
    return constant.isPresent()
        ? onnx.constant(constant.get().reshape(Shape.of(constant.get().size(), 1, 1)))
        : onnx.add("Unsqueeze", List.of(tensor.plain(), onnx.longs(1, 2)));
  }
}
