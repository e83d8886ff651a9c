package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableList;
import com.google.common.math.LongMath;
import dev.jera.runtime.Dtype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A checkpoint's {@code .index} file: which tensors its data files hold, and where.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/tensor_bundle.proto">tensor_bundle.proto</a>
 */
final class CheckpointIndex {
  /** Stands under the empty name. */
  private BundleHeaderProto header = BundleHeaderProto.getDefaultInstance();

  private final Map<String, BundleEntryProto> entries = new TreeMap<>();

  private CheckpointIndex() {}

  /** The names of the checkpoint's tensors, sorted; none where the file cannot be read. */
  static List<String> names(Path index) {
    try {
      return ImmutableList.copyOf(read(index).entries.keySet());
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * Checks that every tensor lies within the data files, as large as its dtype and shape say:
   * TensorFlow makes room for what the index claims before it looks.
   *
   * @throws IOException if the index is damaged, or does not belong to the data
   */
  static void check(Path index) throws IOException {
    CheckpointIndex checked = read(index);
    Map<Integer, Long> sizes = checked.dataSizes(index);
    for (Map.Entry<String, BundleEntryProto> entry : checked.entries.entrySet()) {
      checkEntry(entry.getKey(), entry.getValue(), sizes);
    }
  }

  private static CheckpointIndex read(Path file) throws IOException {
    CheckpointIndex index = new CheckpointIndex();
    try {
      SortedTable.read(file, index::add);
    } catch (IOException e) {
      throw new IOException("%s is %s".formatted(file.getFileName(), e.getMessage()), e);
    }
    return index;
  }

  private void add(String name, ByteBuffer value) throws IOException {
    if (name.isEmpty()) {
      header = BundleHeaderProto.parseFrom(value);
    } else {
      entries.put(name, BundleEntryProto.parseFrom(value));
    }
  }

  /** The sizes of the data files that are named, of those that are missing 0. */
  private Map<Integer, Long> dataSizes(Path index) throws IOException {
    String prefix = index.getFileName().toString().replaceFirst("\\.index$", "");
    int count = header.getNumShards();
    Map<Integer, Long> sizes = new HashMap<>();
    for (BundleEntryProto entry : entries.values()) {
      int shard = entry.getShardId();
      if (shard >= 0 && shard < count && !sizes.containsKey(shard)) {
        Path data = index.resolveSibling("%s.data-%05d-of-%05d".formatted(prefix, shard, count));
        sizes.put(shard, Files.exists(data) ? Files.size(data) : 0L);
      }
    }
    return sizes;
  }

  private static void checkEntry(String name, BundleEntryProto entry, Map<Integer, Long> sizes)
      throws IOException {
    long bytes = bytes(entry.getDtype(), entry.getShape());
    boolean sliced = entry.getSlicesCount() > 0;
    int shard = entry.getShardId();
    long room = sliced ? sum(sizes) : sizes.getOrDefault(shard, 0L);
    boolean within =
        entry.getOffset() >= 0
            && entry.getSize() >= 0
            && entry.getOffset() <= room - entry.getSize();
    boolean atMost = sliced || !isFixed(entry.getDtype());
    boolean fits = atMost ? bytes <= room : bytes == entry.getSize();
    if (bytes < 0 || !within || !fits) {
      throw new IOException(
          "its index gives '%s' %s bytes from %s on in data file %s, which has %s, for %s %s"
              .formatted(
                  name,
                  entry.getSize(),
                  entry.getOffset(),
                  shard,
                  room,
                  entry.getDtype(),
                  entry.getShape().getDimList().stream()
                      .map(TensorShapeProto.Dim::getSize)
                      .toList()));
    }
  }

  /** What a tensor takes, of a dtype without a fixed width at least; -1 where there is none. */
  private static long bytes(DataType dtype, TensorShapeProto shape) {
    boolean valid = dtype != DataType.DT_INVALID && dtype != DataType.UNRECOGNIZED;
    long bytes = valid && !shape.getUnknownRank() ? Math.max(1, Dtype.of(dtype).byteSize()) : -1;
    for (TensorShapeProto.Dim dim : shape.getDimList()) {
      if (dim.getSize() < 0 || bytes < 0) {
        return -1;
      }
      // As TensorFlow counts: what overflows on the way is too large, be it times 0 in the end.
      bytes = bytes == Long.MAX_VALUE ? bytes : LongMath.saturatedMultiply(bytes, dim.getSize());
    }
    return bytes;
  }

  private static boolean isFixed(DataType dtype) {
    return Dtype.of(dtype).byteSize() > 0;
  }

  private static long sum(Map<Integer, Long> sizes) {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }
}
