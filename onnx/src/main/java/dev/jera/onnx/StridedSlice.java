package dev.jera.onnx;

import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.List;

/**
 * Python's x[a:b:c, ..., newaxis, d] as a slice, the axes that it drops and those that it adds.
 *
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/strided_slice">tf.strided_slice</a>
 */
final class StridedSlice {
  private final Node node;
  private final long[] begin;
  private final long[] end;
  private final long[] stride;
  private final List<Long> starts = new ArrayList<>();
  private final List<Long> ends = new ArrayList<>();
  private final List<Long> axes = new ArrayList<>();
  private final List<Long> steps = new ArrayList<>();
  private final List<Long> dropped = new ArrayList<>();
  private final List<Long> added = new ArrayList<>();

  /** The next axis of what is sliced, and of what comes out. */
  private long axis;

  private long place;

  private StridedSlice(Node node) {
    this.node = node;
    this.begin = node.constant(1).longs();
    this.end = node.constant(2).longs();
    this.stride = node.constant(3).longs();
  }

  static void translate(Node node) {
    StridedSlice slice = new StridedSlice(node);
    for (int i = 0; i < slice.begin.length; i++) {
      slice.read(i);
    }
    slice.give();
  }

  private void read(int i) {
    if (isSet("ellipsis_mask", i)) {
      skip(i);
    } else if (isSet("new_axis_mask", i)) {
      added.add(place++);
    } else if (isSet("shrink_axis_mask", i)) {
      dropped.add(axis);
      add(begin[i], begin[i] == -1 ? Long.MAX_VALUE : begin[i] + 1, 1);
    } else {
      boolean forward = stride[i] > 0;
      long first = forward ? 0 : Long.MAX_VALUE;
      long last = forward ? Long.MAX_VALUE : Long.MIN_VALUE;
      add(
          isSet("begin_mask", i) ? first : begin[i],
          isSet("end_mask", i) ? last : end[i],
          stride[i]);
      place++;
    }
  }

  /** Leaves alone what the entries after an ellipsis do not take. */
  private void skip(int ellipsis) {
    long rest = node.rank(0) - axis;
    for (int i = ellipsis + 1; i < begin.length; i++) {
      rest -= isSet("new_axis_mask", i) ? 0 : 1;
    }
    axis += rest;
    place += rest;
  }

  private void add(long start, long stop, long step) {
    starts.add(start);
    ends.add(stop);
    steps.add(step);
    axes.add(axis++);
  }

  private void give() {
    String part = node.input(0).plain();
    if (!axes.isEmpty()) {
      part =
          node.onnx()
              .add("Slice", List.of(part, longs(starts), longs(ends), longs(axes), longs(steps)));
    }
    if (!dropped.isEmpty()) {
      part = node.onnx().add("Squeeze", List.of(part, longs(dropped)));
    }
    if (!added.isEmpty()) {
      part = node.onnx().add("Unsqueeze", List.of(part, longs(added)));
    }
    node.output().is(part);
  }

  private String longs(List<Long> values) {
    return node.onnx().longs(Longs.toArray(values));
  }

  private boolean isSet(String mask, int bit) {
    return ((node.number(mask) >> bit) & 1) == 1;
  }
}
