package dev.jera.serving.graph;

import dev.jera.runtime.TensorData;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * A convolution of stride 1 by a constant kernel, and the max pooling to which alone it goes, by a
 * {@link LateTail}, whose windows touch.
 *
 * @param input what is convolved
 * @param kernel [height, width, channels, filters]
 * @param pool the windows of the pooling
 * @param output the size of the pooled map
 */
record PooledConvolution(
    String input, TensorData kernel, boolean isPadded, MapSize pool, MapSize output) {
  private static final int AXES = 4;
  private static final int MOST_ROWS = 9;
  private static final int LARGEST_SIDE = 1 << 16;
  private static final long[] ONES = {1, 1, 1, 1};

  /** What there is before a pooling and its tail, where it is one. */
  static Optional<PooledConvolution> of(LateTail tail, OpGraph graph) {
    NodeDef pooling = tail.pooling();
    NodeDef convolution = graph.node(tail.map());
    Optional<MapSize> pool = windows(pooling, graph);
    if (convolution == null
        || pool.isEmpty()
        || !graph.isReadOnce(convolution)
        || !isPlain(convolution)) {
      return Optional.empty();
    }
    Optional<TensorData> kernel = kernel(convolution, graph);
    Optional<MapSize> map = MapSize.of(graph.shape(tail.map()));
    if (kernel.isEmpty() || map.isEmpty() || !fits(pooling, map.get(), pool.get())) {
      return Optional.empty();
    }
    return Optional.of(
        new PooledConvolution(
            convolution.getInput(0),
            kernel.get(),
            isSame(convolution),
            pool.get(),
            new MapSize(
                map.get().height() / pool.get().height(), map.get().width() / pool.get().width())));
  }

  /** The windows of a pooling that moves as far as they reach. */
  private static Optional<MapSize> windows(NodeDef pooling, OpGraph graph) {
    boolean areInputs = pooling.getInputCount() > 1;
    long[] sizes =
        areInputs ? graph.integers(pooling.getInput(1)) : Nodes.numbers(pooling, "ksize");
    long[] strides =
        areInputs ? graph.integers(pooling.getInput(2)) : Nodes.numbers(pooling, "strides");
    boolean isOfMap = sizes.length == AXES && sizes[0] == 1 && sizes[3] == 1;
    return isOfMap && isSmall(sizes[1]) && isSmall(sizes[2]) && Arrays.equals(sizes, strides)
        ? Optional.of(new MapSize(sizes[1], sizes[2]))
        : Optional.empty();
  }

  private static boolean isSmall(long window) {
    return window > 0 && window <= MOST_ROWS;
  }

  private static boolean isPlain(NodeDef node) {
    return node.getOp().equals("Conv2D")
        && Nodes.isOfFloats(node)
        && Nodes.text(node, "data_format").equals("NHWC")
        && (isSame(node) || Nodes.text(node, "padding").equals("VALID"))
        && Arrays.equals(Nodes.numbers(node, "strides"), ONES)
        && Arrays.equals(Nodes.numbers(node, "dilations"), ONES);
  }

  /** Of all the channels at once. */
  private static Optional<TensorData> kernel(NodeDef convolution, OpGraph graph) {
    Shape input = graph.shape(convolution.getInput(0));
    return graph
        .floats(convolution.getInput(1))
        .filter(kernel -> kernel.shape().numDimensions() == AXES)
        .filter(kernel -> kernel.shape().size() > 0)
        .filter(kernel -> input.numDimensions() == AXES)
        .filter(kernel -> kernel.shape().get(2) == input.get(3));
  }

  /** Where windows would lie over the edge, padding belongs to them. */
  private static boolean fits(NodeDef pooling, MapSize map, MapSize pool) {
    boolean hasRest = map.height() % pool.height() != 0 || map.width() % pool.width() != 0;
    return Math.max(map.height(), map.width()) <= LARGEST_SIDE
        && map.height() >= pool.height()
        && map.width() >= pool.width()
        && !(hasRest && isSame(pooling));
  }

  private static boolean isSame(@Nullable NodeDef node) {
    return node != null && Nodes.text(node, "padding").equals("SAME");
  }

  int channels() {
    return size(2);
  }

  int filters() {
    return size(3);
  }

  int patchHeight() {
    return Math.toIntExact(size(0) + pool.height() - 1);
  }

  int patchWidth() {
    return Math.toIntExact(size(1) + pool.width() - 1);
  }

  /** The values of a patch, in which the windows of one pooled value lie. */
  int patch() {
    return patchHeight() * patchWidth() * channels();
  }

  int places() {
    return Math.toIntExact(pool.places());
  }

  private int size(int axis) {
    return Math.toIntExact(kernel.shape().get(axis));
  }

  /** The kernel at a place of the window, as [patch, filters], zeros around it. */
  float[] kernelAt(int place) {
    int row = place / (int) pool.width();
    int column = place % (int) pool.width();
    float[] values = kernel.floats();
    float[] moved = new float[patch() * filters()];
    int length = size(1) * channels() * filters();
    for (int i = 0; i < size(0); i++) {
      int to = ((row + i) * patchWidth() + column) * channels() * filters();
      System.arraycopy(values, i * length, moved, to, length);
    }
    return moved;
  }

  /** What is padded above and below, left and right, in the order of {@code explicit_paddings}. */
  long[] margins() {
    long height = isPadded ? size(0) - 1 : 0;
    long width = isPadded ? size(1) - 1 : 0;
    return new long[] {0, 0, height / 2, height - height / 2, width / 2, width - width / 2, 0, 0};
  }
}
