package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.protobuf.ByteString;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * TensorFlow's message for a tensor, {@code TensorProto}, to {@link TensorData} and back.
 *
 * <p>A message may come from anywhere: its shape is checked against its values before anything is
 * allocated for it. A message of one value may stand for as many as its shape says.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/tensor.proto">tensor.proto</a>
 */
public final class TensorProtos {
  /** What a message may grow to that is read without a limit; more if it is itself larger. */
  private static final int ROOM = 1 << 28;

  /** What a string takes besides its bytes: an array's head, and the reference to it. */
  private static final int STRING = 24;

  private TensorProtos() {}

  /**
   * Reads a message whose tensor takes at most 256 MB, or as much as the message itself; see {@link
   * #read(TensorProto, long)}.
   */
  public static TensorData read(TensorProto proto) {
    return read(proto, Math.max(ROOM, (long) STRING * proto.getSerializedSize()));
  }

  /**
   * Reads a message. Its elements stand either in {@code tensor_content} or in the list of its
   * dtype, of which the last value stands for all that are missing; with no value at all they are
   * zeros, or empty strings.
   *
   * @param maxBytes what the tensor may take in memory, in bytes, a string 24 besides its own: a
   *     few bytes of a message may stand for any number of elements
   * @throws IllegalArgumentException if the dtype is none that Java can hold, if the shape is
   *     unknown, negative or too large, or if the elements do not fit it
   */
  public static TensorData read(TensorProto proto, long maxBytes) {
    Dtype dtype = Dtype.of(proto.getDtype());
    checkArgument(
        dtype != Dtype.OTHER,
        "tensor: dtype %s (expected: a real number, bool or string)",
        proto.getDtype());
    Shape shape = shapeOf(proto.getTensorShape());
    int size = Math.toIntExact(shape.size());
    int values = count(proto, dtype);
    checkArgument(
        values <= size, "tensor: %s values (expected: at most %s, for its shape)", values, size);
    long bytes = bytes(proto, dtype, size);
    checkArgument(
        bytes <= maxBytes,
        "tensor: %s bytes for %s %s (expected: at most %s)",
        bytes,
        dtype,
        Shapes.format(shape),
        maxBytes);
    ByteString content = proto.getTensorContent();
    if (!content.isEmpty()) {
      return ofContent(dtype, shape, size, content);
    }
    Object array = Array.newInstance(dtype.elementType(), size);
    fill(proto, dtype, array);
    return new TensorData(dtype, shape, array);
  }

  /**
   * Writes a message: strings in {@code string_val}, all else in {@code tensor_content}.
   *
   * @throws ArithmeticException if the elements take 2 GB or more
   */
  public static TensorProto write(TensorData data) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : data.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    TensorProto.Builder proto =
        TensorProto.newBuilder().setDtype(data.dtype().toProto()).setTensorShape(shape);
    if (data.dtype() == Dtype.STRING) {
      for (byte[] value : data.byteStrings()) {
        proto.addStringVal(ByteString.copyFrom(value));
      }
    } else {
      byte[] bytes = new byte[Math.multiplyExact(data.size(), data.dtype().byteSize())];
      ArrayElements.write(data.array(), littleEndian(bytes));
      proto.setTensorContent(ByteString.copyFrom(bytes));
    }
    return proto.build();
  }

  private static Shape shapeOf(TensorShapeProto proto) {
    checkArgument(!proto.getUnknownRank(), "tensor: of unknown rank (expected: a shape)");
    Tensors.checkRank(proto.getDimCount());
    long[] dims = proto.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray();
    long size = Shapes.size(dims);
    checkArgument(
        size >= 0 && size <= Integer.MAX_VALUE,
        "tensor: shape %s (expected: no negative size, and at most %s elements)",
        Arrays.toString(dims),
        Integer.MAX_VALUE);
    return Shape.of(dims);
  }

  private static TensorData ofContent(Dtype dtype, Shape shape, int size, ByteString content) {
    checkArgument(
        dtype != Dtype.STRING, "tensor: tensor_content for strings (expected: string_val)");
    checkArgument(
        content.size() == (long) size * dtype.byteSize(),
        "tensor: %s bytes of tensor_content (expected: %s for %s %s)",
        content.size(),
        (long) size * dtype.byteSize(),
        dtype,
        Shapes.format(shape));
    return new TensorData(
        dtype,
        shape,
        ArrayElements.read(dtype, content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN)));
  }

  private static long bytes(TensorProto proto, Dtype dtype, int size) {
    if (dtype != Dtype.STRING) {
      return (long) size * dtype.byteSize();
    }
    long bytes = (long) size * STRING;
    for (ByteString value : proto.getStringValList()) {
      bytes += value.size();
    }
    int values = proto.getStringValCount();
    return values == 0
        ? bytes
        : bytes + (long) (size - values) * proto.getStringVal(values - 1).size();
  }

  private static int count(TensorProto proto, Dtype dtype) {
    return switch (dtype) {
      case FLOAT16, BFLOAT16 -> proto.getHalfValCount();
      case FLOAT32 -> proto.getFloatValCount();
      case FLOAT64 -> proto.getDoubleValCount();
      case INT64 -> proto.getInt64ValCount();
      case UINT32 -> proto.getUint32ValCount();
      case UINT64 -> proto.getUint64ValCount();
      case BOOL -> proto.getBoolValCount();
      case STRING -> proto.getStringValCount();
      default -> proto.getIntValCount();
    };
  }

  private static void fill(TensorProto proto, Dtype dtype, Object array) {
    int values = count(proto, dtype);
    for (int i = 0; i < Array.getLength(array); i++) {
      if (values > 0) {
        set(proto, dtype, array, i, Math.min(i, values - 1));
      } else if (array instanceof byte[][] strings) {
        strings[i] = new byte[0];
      }
    }
  }

  private static void set(TensorProto proto, Dtype dtype, Object array, int i, int from) {
    switch (dtype) {
      case FLOAT16, BFLOAT16 -> ((short[]) array)[i] = (short) proto.getHalfVal(from);
      case FLOAT32 -> ((float[]) array)[i] = proto.getFloatVal(from);
      case FLOAT64 -> ((double[]) array)[i] = proto.getDoubleVal(from);
      case INT64 -> ((long[]) array)[i] = proto.getInt64Val(from);
      case UINT32 -> ((int[]) array)[i] = proto.getUint32Val(from);
      case UINT64 -> ((long[]) array)[i] = proto.getUint64Val(from);
      case BOOL -> ((boolean[]) array)[i] = proto.getBoolVal(from);
      case STRING -> ((byte[][]) array)[i] = proto.getStringVal(from).toByteArray();
      case INT8, UINT8 -> ((byte[]) array)[i] = (byte) proto.getIntVal(from);
      case INT16, UINT16 -> ((short[]) array)[i] = (short) proto.getIntVal(from);
      default -> ((int[]) array)[i] = proto.getIntVal(from);
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
