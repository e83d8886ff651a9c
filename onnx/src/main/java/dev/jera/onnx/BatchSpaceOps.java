package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/**
 * Every n-th value of an axis moved into the batch, and back: the way of dilated convolutions.
 *
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/space_to_batch">tf.space_to_batch</a>
 */
final class BatchSpaceOps {
  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .put("SpaceToBatchND", BatchSpaceOps::spaceToBatch)
          .put("BatchToSpaceND", BatchSpaceOps::batchToSpace)
          .buildOrThrow();

  private static final long BATCH = -1;

  private BatchSpaceOps() {}

  private static void spaceToBatch(Node node) {
    long[] blocks = node.constant(1).longs();
    long[] pairs = node.constant(2).longs();
    long[] sizes = sizes(node, node.output());
    long[] pads = new long[2 * sizes.length];
    for (int axis = 0; axis < blocks.length; axis++) {
      pads[axis + 1] = pairs[2 * axis];
      pads[axis + 1 + sizes.length] = pairs[2 * axis + 1];
    }
    String padded = node.onnx().add("Pad", List.of(node.input(0).plain(), node.onnx().longs(pads)));
    List<Long> split = new ArrayList<>(List.of(BATCH));
    List<Long> order = new ArrayList<>();
    List<Long> kept = new ArrayList<>(List.of(0L));
    for (int axis = 0; axis < blocks.length; axis++) {
      kept.add((long) split.size());
      split.add(sizes[axis + 1]);
      order.add((long) split.size());
      split.add(blocks[axis]);
    }
    order.addAll(kept);
    addRest(sizes, blocks.length, split, order);
    node.output().is(shuffled(node, padded, split, order, sizes));
  }

  private static void batchToSpace(Node node) {
    long[] blocks = node.constant(1).longs();
    long[] crops = node.constant(2).longs();
    long[] sizes = sizes(node, node.input(0));
    List<Long> split = new ArrayList<>(Longs.asList(blocks));
    List<Long> order = new ArrayList<>(List.of((long) blocks.length));
    split.add(BATCH);
    long[] joined = sizes.clone();
    List<Long> starts = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    List<Long> axes = new ArrayList<>();
    for (int axis = 0; axis < blocks.length; axis++) {
      order.add((long) split.size());
      order.add((long) axis);
      split.add(sizes[axis + 1]);
      joined[axis + 1] = sizes[axis + 1] * blocks[axis];
      starts.add(crops[2 * axis]);
      ends.add(joined[axis + 1] - crops[2 * axis + 1]);
      axes.add(axis + 1L);
    }
    addRest(sizes, blocks.length, split, order);
    String whole = shuffled(node, node.input(0).plain(), split, order, joined);
    node.gives("Slice", List.of(whole, longs(node, starts), longs(node, ends), longs(node, axes)));
  }

  /** The axes behind those that are moved. */
  private static void addRest(long[] sizes, int moved, List<Long> split, List<Long> order) {
    for (int axis = moved + 1; axis < sizes.length; axis++) {
      order.add((long) split.size());
      split.add(sizes[axis]);
    }
  }

  private static String shuffled(
      Node node, String from, List<Long> split, List<Long> order, long[] sizes) {
    OnnxGraph onnx = node.onnx();
    String apart = onnx.add("Reshape", List.of(from, longs(node, split)));
    String moved =
        onnx.add("Transpose", List.of(apart), Attributes.numbers("perm", Longs.toArray(order)));
    return onnx.add("Reshape", List.of(moved, onnx.longs(sizes)));
  }

  /** The sizes of a tensor of which only the batch may be open. */
  private static long[] sizes(Node node, Tensor tensor) {
    if (tensor.rank() < 1) {
      throw node.refuse("its rank is unknown");
    }
    long[] sizes = tensor.shape().asArray();
    sizes[0] = BATCH;
    if (Longs.lastIndexOf(sizes, Shape.UNKNOWN_SIZE) > 0) {
      throw node.refuse("sizes besides the batch are unknown");
    }
    return sizes;
  }

  private static String longs(Node node, List<Long> values) {
    return node.onnx().longs(Longs.toArray(values));
  }
}
