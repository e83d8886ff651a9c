package dev.jera.datasets.npy;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.tensorflow.ndarray.BooleanNdArray;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.ShortNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Writes one array, little endian, in C order. */
final class NpyWriter {

  private static final int CHUNK = 1 << 13;

  private final NdArray<?> array;
  private final OutputStream out;
  private final int count;

  NpyWriter(NdArray<?> array, OutputStream out) {
    this.array = array;
    this.out = out;
    count = Math.toIntExact(array.shape().size());
  }

  void write() throws IOException {
    if (array instanceof ByteNdArray bytes) {
      var all = new byte[count];
      bytes.copyTo(DataBuffers.of(all, false, false));
      write("|u1", 1, (i, to) -> to.put(all[i]));
    } else if (array instanceof BooleanNdArray booleans) {
      var all = new boolean[count];
      booleans.copyTo(DataBuffers.of(all, false, false));
      write("|b1", 1, (i, to) -> to.put((byte) (all[i] ? 1 : 0)));
    } else if (array instanceof ShortNdArray shorts) {
      var all = new short[count];
      shorts.copyTo(DataBuffers.of(all, false, false));
      write("<i2", Short.BYTES, (i, to) -> to.putShort(all[i]));
    } else if (array instanceof IntNdArray ints) {
      var all = new int[count];
      ints.copyTo(DataBuffers.of(all, false, false));
      write("<i4", Integer.BYTES, (i, to) -> to.putInt(all[i]));
    } else if (array instanceof LongNdArray longs) {
      var all = new long[count];
      longs.copyTo(DataBuffers.of(all, false, false));
      write("<i8", Long.BYTES, (i, to) -> to.putLong(all[i]));
    } else if (array instanceof FloatNdArray floats) {
      var all = new float[count];
      floats.copyTo(DataBuffers.of(all, false, false));
      write("<f4", Float.BYTES, (i, to) -> to.putFloat(all[i]));
    } else if (array instanceof DoubleNdArray doubles) {
      var all = new double[count];
      doubles.copyTo(DataBuffers.of(all, false, false));
      write("<f8", Double.BYTES, (i, to) -> to.putDouble(all[i]));
    } else if (count > 0 && array.scalars().iterator().next().getObject() instanceof BigInteger) {
      long[] all = array.streamOfObjects().mapToLong(NpyWriter::unsignedBits).toArray();
      write("<u8", Long.BYTES, (i, to) -> to.putLong(all[i]));
    } else {
      writeStrings();
    }
  }

  private static long unsignedBits(Object element) {
    checkArgument(
        element instanceof BigInteger number
            && number.signum() >= 0
            && number.bitLength() <= Long.SIZE,
        "array: %s among BigIntegers (expected: whole numbers from 0 to 18446744073709551615)",
        element);
    return ((BigInteger) element).longValue();
  }

  private void writeStrings() throws IOException {
    int[][] all = array.streamOfObjects().map(NpyWriter::codePoints).toArray(int[][]::new);
    int longest = Math.max(1, Stream.of(all).mapToInt(text -> text.length).max().orElse(0));
    write(
        "<U" + longest,
        Math.multiplyExact(Integer.BYTES, longest),
        (i, to) -> {
          to.asIntBuffer().put(all[i]);
          to.position(to.position() + Integer.BYTES * longest);
        });
  }

  private static int[] codePoints(Object element) {
    checkArgument(
        element instanceof String,
        "array: elements of %s (expected: numbers, booleans or strings)",
        element.getClass().getName());
    String text = (String) element;
    // NumPy fills up with zeros, and drops them when it reads.
    checkArgument(!text.endsWith("\0"), "array: text that ends in U+0000 (expected: none does)");
    return text.codePoints().toArray();
  }

  private void write(String descr, int bytes, Putter putter) throws IOException {
    out.write(NpyHeader.format(descr, array.shape()));
    int together = Math.max(1, CHUNK / bytes);
    ByteBuffer chunk = ByteBuffer.allocate(together * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int done = 0; done < count; done += together) {
      int end = Math.min(count, done + together);
      chunk.clear();
      // The room behind a text that is shorter than the longest still holds the last chunk.
      Arrays.fill(chunk.array(), (byte) 0);
      for (int i = done; i < end; i++) {
        putter.put(i, chunk);
      }
      out.write(chunk.array(), 0, chunk.position());
    }
  }

  private interface Putter {
    void put(int index, ByteBuffer to);
  }
}
