package dev.jera.datasets.record;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;

/**
 * The values of one feature of an example: a list of byte strings, of floats or of longs.
 *
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/train/Feature">tf.train.Feature</a>
 */
public sealed interface TfFeature {

  /** How many values there are. */
  int size();

  /** Byte strings: text in UTF-8, encoded images, serialized tensors. */
  record BytesList(List<ByteString> values) implements TfFeature {

    /** Copies the list. */
    public BytesList {
      values = List.copyOf(values);
    }

    @Override
    public int size() {
      return values.size();
    }

    @Override
    public String toString() {
      return "BytesList of " + size();
    }
  }

  /** Numbers of single precision. */
  final class FloatList implements TfFeature {

    private final float[] values;

    /** Copies the values. */
    public FloatList(float... values) {
      this.values = values.clone();
    }

    /** A copy of the values. */
    public float[] values() {
      return values.clone();
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof FloatList that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "FloatList of " + size();
    }
  }

  /** Whole numbers: classes, sizes, indices. */
  final class Int64List implements TfFeature {

    private final long[] values;

    /** Copies the values. */
    public Int64List(long... values) {
      this.values = values.clone();
    }

    /** A copy of the values. */
    public long[] values() {
      return values.clone();
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Int64List that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "Int64List of " + size();
    }
  }
}
