package dev.jera.datasets.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import com.google.common.collect.ImmutableMap;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class NpzTest {

  private static final byte[] THREE = NpyBytes.of("<i2", "False", "(3,)", "010002000300");

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("arrays.npz");
  }

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
  void readsArraysInTheOrderOfTheFile(int method) throws IOException {
    zip(
        method,
        Map.entry("y_test.npy", THREE),
        Map.entry("a/x.npy", NpyBytes.of("|u1", "False", "()", "05")));

    assertThat(Npz.read(file))
        .containsExactly(
            entry("y_test", NdArrays.vectorOf((short) 1, (short) 2, (short) 3)),
            entry("a/x", NdArrays.scalarOf((byte) 5)));
  }

  @Test
  void readsWhatItWrote() {
    var arrays =
        ImmutableMap.<String, NdArray<?>>of(
            "x_train",
            NdArrays.ofFloats(Shape.of(300, 70)),
            "y_train",
            NdArrays.vectorOf(1L, 2L),
            "names",
            NdArrays.vectorOfObjects("a", "bc"));

    Npz.write(file, arrays);

    assertThat(Npz.read(file)).containsExactlyEntriesOf(arrays);
  }

  @Test
  void writesTheSameBytesForTheSameArrays() throws IOException {
    Map<String, NdArray<?>> arrays = Map.of("x", NdArrays.vectorOf(1f, 2f));

    Npz.write(file, arrays);
    byte[] once = Files.readAllBytes(file);
    Npz.write(file, arrays);

    assertThat(file).hasBinaryContent(once);
    // The date and time of the first entry's header: 1 January 1980, midnight.
    assertThat(Arrays.copyOfRange(once, 10, 14)).containsExactly(0, 0, 0x21, 0);
  }

  @Test
  void refusesWhatIsNoZipFile() throws IOException {
    Files.write(file, THREE);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Npz.read(file))
        .withMessageStartingWith(file + " is not a whole .npz file: ")
        .withMessageContaining("(expected: a zip file)");
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    zip(ZipEntry.DEFLATED, Map.entry("x.npy", THREE));
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(() -> Npz.read(file))
          .withMessageStartingWith(file + " is not a whole .npz file: ");
    }
  }

  @Test
  void refusesElementsWithAWrongChecksum() throws IOException {
    zip(ZipEntry.STORED, Map.entry("x.npy", THREE));
    byte[] whole = Files.readAllBytes(file);
    whole[30 + "x.npy".length() + THREE.length - 1] ^= 1;
    Files.write(file, whole);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Npz.read(file))
        .withMessageContaining("x.npy is not a whole .npy file: a wrong checksum");
  }

  @Test
  void namesTheArrayThatIsBroken() throws IOException {
    zip(ZipEntry.DEFLATED, Map.entry("x.npy", Arrays.copyOf(THREE, THREE.length - 1)));

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Npz.read(file))
        .withMessageStartingWith(file + ": x.npy is not a whole .npy file: ")
        .withMessageContaining("for shape [3] of '<i2'");
  }

  @Test
  void refusesPickledObjectsByTheirName() throws IOException {
    zip(ZipEntry.DEFLATED, Map.entry("words.npy", NpyBytes.of("|O", "False", "(1,)", "8003")));

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Npz.read(file))
        .withMessageStartingWith(file + ": words.npy has elements of dtype '|O'");
  }

  @Test
  void refusesOtherEntries() throws IOException {
    zip(ZipEntry.DEFLATED, Map.entry("readme.txt", THREE));

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Npz.read(file))
        .withMessageContaining("an entry 'readme.txt' (expected: arrays alone, named *.npy)");
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Npz.read(file))
        .withMessage(
            "No file %s (expected: an .npz file, as numpy.savez writes it). Check the path.", file);
  }

  /** The layout of Keras' mnist.npz, with fewer images. */
  @Test
  void twoArraysAreADataset() {
    Npz.write(
        file,
        ImmutableMap.of(
            "x_test", NdArrays.ofBytes(Shape.of(2, 28, 28)),
            "x_train", NdArrays.ofBytes(Shape.of(5, 28, 28)).setByte((byte) 200, 4, 27, 1),
            "y_train", NdArrays.vectorOf((byte) 5, (byte) 0, (byte) 4, (byte) 1, (byte) 9),
            "y_test", NdArrays.vectorOf((byte) 7, (byte) 2)));

    ArrayDataset train = Npz.dataset(file, "x_train", "y_train");

    assertThat(train.features().shape()).isEqualTo(Shape.of(5, 28, 28));
    assertThat(((ByteNdArray) train.get(4).feature()).getByte(27, 1)).isEqualTo((byte) 200);
    assertThat(train.label(4)).isEqualTo(9);
    assertThat(Npz.dataset(file, "x_test", "y_test").size()).isEqualTo(2);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Npz.dataset(file, "images", "y_test"))
        .withMessage(
            "%s has no examples of 'images' with 'y_test': no array 'images' (expected: one of [x_test, x_train, y_train, y_test]). Name two arrays that belong together.",
            file);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Npz.dataset(file, "x_train", "y_test"))
        .withMessageContaining(
            "features: [5, 28, 28], labels: [2] (expected: as many examples in both");
  }

  @Test
  void refusesAnArrayWithoutAName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Npz.write(file, Map.of("", NdArrays.scalarOf(1))))
        .withMessage("arrays: one without a name (expected: a name each)");
  }

  @SafeVarargs
  private void zip(int method, Map.Entry<String, byte[]>... entries) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setMethod(method);
      for (Map.Entry<String, byte[]> content : entries) {
        var entry = new ZipEntry(content.getKey());
        var checksum = new CRC32();
        checksum.update(content.getValue());
        if (method == ZipEntry.STORED) {
          entry.setCrc(checksum.getValue());
          entry.setSize(content.getValue().length);
        }
        zip.putNextEntry(entry);
        zip.write(content.getValue());
        zip.closeEntry();
      }
    }
  }
}
