package dev.jera.onnx;

import com.google.common.collect.ImmutableList;
import dev.jera.runtime.TensorData;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
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
    int rank = tensors.stream().mapToInt(Tensor::rank).max().orElseThrow();
    return new Broadcast(
        tensors.stream()
            .map(tensor -> single(onnx, tensor, rank).orElseGet(tensor::plain))
            .toList(),
        false);
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
    return single(onnx, tensor, IMAGE_RANK)
        .or(
            () ->
                switch (tensor.rank()) {
                  case 0 -> Optional.of(tensor.plain());
                  case 1 -> Optional.of(channels(onnx, tensor));
                  case IMAGE_RANK -> Optional.of(tensor.channelsFirst());
                  default -> Optional.empty();
                });
  }

  /**
   * A known value by itself, with as many axes as what it is broadcast to. With fewer, ONNX Runtime
   * takes one element at a time where the last axis of the others is 1, as the channels of grey
   * images are: many times as long.
   */
  private static Optional<String> single(OnnxGraph onnx, Tensor tensor, int rank) {
    if (tensor.rank() >= rank || tensor.shape().size() != 1) {
      return Optional.empty();
    }
    Shape ones = Shape.of(LongStream.generate(() -> 1).limit(rank).toArray());
    return tensor.constant().map(value -> onnx.constant(value.reshape(ones)));
  }

  /** A vector over the channels as [channels, 1, 1]. */
  private static String channels(OnnxGraph onnx, Tensor tensor) {
    Optional<TensorData> constant = tensor.constant();
    return constant.isPresent()
        ? onnx.constant(constant.get().reshape(Shape.of(constant.get().size(), 1, 1)))
        : onnx.add("Unsqueeze", List.of(tensor.plain(), onnx.longs(1, 2)));
  }
}
