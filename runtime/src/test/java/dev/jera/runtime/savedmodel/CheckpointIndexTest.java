package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.load;
import static dev.jera.runtime.savedmodel.TestBundles.withoutChecksums;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/** Indexes that claim what would end the process, had TensorFlow made room for it. */
class CheckpointIndexTest {
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final long HUGE = 1L << 45;

  /** Of a float32 that is 2.5, in the bundle's data file. */
  private static final BundleEntryProto FACTOR =
      BundleEntryProto.newBuilder()
          .setDtype(DataType.DT_FLOAT)
          .setShape(TensorShapeProto.getDefaultInstance())
          .setSize(4)
          .build();

  @TempDir private Path directory;
  private Path bundle = Path.of("");
  private Path index = Path.of("");
  private int shards = 1;
  private int handles = 1;

  @BeforeEach
  void write() throws IOException {
    bundle = withoutChecksums(TestBundles.writeDouble(directory.resolve("1")));
    index = bundle.resolve("variables/variables.index");
  }

  @Test
  void whatTensorFlowWroteIsRead() throws IOException {
    assertThat(CheckpointIndex.names(index)).containsExactly("factor");
    CheckpointIndex.check(index);
  }

  @Test
  void aTensorOfAnotherSizeThanItsShapes() throws IOException {
    TensorShapeProto.Builder huge =
        TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(HUGE));
    writeIndex(FACTOR.toBuilder().setShape(huge).build());
    refused(
        "its index gives 'factor' 4 bytes from 0 on in data file 0, which has 4, for DT_FLOAT [35184372088832]");
    writeIndex(FACTOR.toBuilder().setShape(huge).setSize(4 * HUGE).build());
    refused("its index gives 'factor' 140737488355328 bytes from 0 on");
    writeIndex(FACTOR.toBuilder().setOffset(Long.MAX_VALUE).build());
    refused("its index gives 'factor' 4 bytes from 9223372036854775807 on");
    writeIndex(FACTOR.toBuilder().setDtype(DataType.DT_INVALID).build());
    refused("for DT_INVALID []");
    writeIndex(FACTOR.toBuilder().setShardId(7).build());
    refused("in data file 7, which has 0");
  }

  @Test
  void dataThatIsCut() throws IOException {
    Files.write(bundle.resolve("variables/variables.data-00000-of-00001"), new byte[3]);
    refused("its index gives 'factor' 4 bytes from 0 on in data file 0, which has 3");
  }

  @Test
  void aBlockThatIsLargerThanTheFile() throws IOException {
    ByteBuffer file = ByteBuffer.allocate(100);
    file.position(52);
    file.put(varints(0, 0, 0, HUGE));
    writeIndex(file);
    refused("variables.index is damaged: a block of 35184372088832 bytes at 0");
    writeIndex(ByteBuffer.allocate(100).put(52, varints(0, 0, -1, 5)));
    refused("variables.index is damaged: a block of 5 bytes at -1");
  }

  @Test
  void aKeyThatIsLargerThanItsBlock() throws IOException {
    writeIndex(varints(0, Integer.MAX_VALUE, 0));
    refused("variables.index is damaged: a key of 0 and 2147483647 bytes");
    writeIndex(varints(Integer.MAX_VALUE, 1, 0));
    refused("variables.index is damaged: a key of 2147483647 and 1 bytes");
    writeIndex(varints(0, 0, HUGE));
    refused("variables.index is damaged: a value of 35184372088832 bytes");
    writeIndex(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
    refused("variables.index is damaged: a number that does not end");
  }

  /** By hand from the format's description: 4 letters, 6 more from 4 before, 3 from 1 before. */
  @Test
  void aBlockThatSnappyCompressed() throws IOException {
    byte[] block = {13, 3 << 2, 'a', 'b', 'c', 'd', (5 << 2) | 2, 4, 0, (2 << 2) | 2, 1, 0};
    assertThat(new String(Snappy.decompress(ByteBuffer.wrap(block), 64), UTF_8))
        .isEqualTo("abcdabcdabbbb");
    for (int length = 1; length < block.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(block, 0, length);
      assertThatIOException()
          .isThrownBy(() -> Snappy.decompress(cut, 64))
          .withMessage("damaged: a block that cannot be decompressed");
    }
    ByteBuffer before = ByteBuffer.wrap(new byte[] {5, 0, 'a', 1, 2});
    assertThatIOException().isThrownBy(() -> Snappy.decompress(before, 64));
    ByteBuffer huge = ByteBuffer.wrap(varints(Integer.MAX_VALUE, 0));
    assertThatIOException().isThrownBy(() -> Snappy.decompress(huge, 64));
  }

  @Test
  void aBlockThatBecomesMoreThanItMay() {
    byte[] block = {3, 2 << 2, 'a', 'b', 'c'};
    assertThatIOException().isThrownBy(() -> Snappy.decompress(ByteBuffer.wrap(block), 2));
  }

  @Test
  @Timeout(5)
  void aDataFileOfManyIsLookedForAlone() throws IOException {
    shards = Integer.MAX_VALUE;
    writeIndex(FACTOR.toBuilder().setShardId(Integer.MAX_VALUE - 1).build());
    refused("in data file 2147483646, which has 0");
  }

  @Test
  void aBlockThatIsReadTwice() throws IOException {
    handles = 2;
    writeIndex(FACTOR);
    refused("variables.index is damaged: a block at 0, within another");
  }

  @Test
  void whatIsNoIndex() throws IOException {
    Files.write(index, new byte[47]);
    refused("variables.index is damaged: 47 bytes");
    Files.write(index, new byte[100]);
    refused("variables.index is damaged: no index of a checkpoint");
    assertThat(CheckpointIndex.names(index)).isEmpty();
  }

  @Test
  void aByteThatIsNotAsItWasWritten() throws IOException {
    byte[] bytes = Files.readAllBytes(index);
    bytes[3] ^= 1;
    Files.write(index, bytes);
    refused("variables.index is damaged: a checksum does not match");
  }

  private void refused(String damage) {
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> load(bundle).close())
        .withMessageStartingWith(
            "SavedModel %s: its variables cannot be restored from variables/variables.*: "
                .formatted(bundle))
        .withMessageContaining(damage);
  }

  /** An index of one tensor, with checksums that are right. */
  private void writeIndex(BundleEntryProto factor) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    byte[] header = BundleHeaderProto.newBuilder().setNumShards(shards).build().toByteArray();
    block.write(varints(0, 0, header.length));
    block.write(header);
    byte[] name = "factor".getBytes(UTF_8);
    block.write(varints(0, name.length, factor.getSerializedSize()));
    block.write(name);
    block.write(factor.toByteArray());
    writeIndex(block.toByteArray());
  }

  /** An index of one block of entries, with checksums that are right. */
  private void writeIndex(byte[] entries) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(entries.length + 200).order(ByteOrder.LITTLE_ENDIAN);
    int size = putBlock(file, entries);
    ByteArrayOutputStream handle = new ByteArrayOutputStream();
    byte[] inner = varints(0, size);
    for (int i = 0; i < handles; i++) {
      handle.write(varints(0, 1, inner.length));
      handle.write('z');
      handle.write(inner);
    }
    int start = file.position();
    int indexSize = putBlock(file, handle.toByteArray());
    file.put(file.capacity() - 48, varints(0, 0, start, indexSize));
    writeIndex(file);
  }

  private void writeIndex(ByteBuffer file) throws IOException {
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(file.capacity() - Long.BYTES, MAGIC);
    byte[] bytes = new byte[file.capacity()];
    file.get(0, bytes);
    Files.write(index, bytes);
  }

  /** With one restart point, no compression and the checksum. */
  private static int putBlock(ByteBuffer file, byte[] entries) {
    int start = file.position();
    file.put(entries).putInt(0).putInt(1).put((byte) 0);
    CRC32C sum = new CRC32C();
    sum.update(file.slice(start, file.position() - start));
    int value = (int) sum.getValue();
    file.putInt(((value >>> 15) | (value << 17)) + 0xa282ead8);
    return entries.length + 8;
  }

  private static byte[] varints(long... values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (long value : values) {
      out.writeUInt64NoTag(value);
    }
    out.flush();
    return bytes.toByteArray();
  }
}
