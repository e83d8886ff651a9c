package dev.jera.datasets.npy;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.DatasetException;
import dev.jera.datasets.InputFile;
import dev.jera.datasets.OutputFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.tensorflow.ndarray.NdArray;

/**
 * NumPy's {@code .npz} files: arrays by name, as {@link Npy} reads and writes them, in a zip file.
 *
 * <p>Keras' {@code mnist.npz} has x_train, uint8 [60000, 28, 28], y_train, uint8 [60000], x_test
 * and y_test. They have no axis of channels: a model begins with {@code Reshape.of(28, 28, 1)}.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.savez.html">numpy.savez</a>
 */
public final class Npz {

  private static final String SUFFIX = ".npy";
  private static final String EXPECTED = "an .npz file, as numpy.savez writes it";

  /** The first moment that a zip file can name. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Deflate cannot pack better than this; an entry that claims it is broken or a trap. */
  private static final int BEST_RATIO = 1032;

  private Npz() {}

  /**
   * Reads all arrays of a file, stored or deflated.
   *
   * @return the arrays by name, in the order of the file
   * @throws DatasetException if the file is missing, unreadable or no zip file, holds other things
   *     than arrays, or an array that {@link Npy#read} would refuse
   */
  public static Map<String, NdArray<?>> read(Path file) {
    try (var zip = new ZipFile(file.toFile())) {
      var arrays = new LinkedHashMap<String, NdArray<?>>();
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = nameOf(entry, file);
        if (arrays.put(name, read(zip, entry, file)) != null) {
          throw broken(file, "two arrays '" + name + "'", "one of a name");
        }
      }
      return Collections.unmodifiableMap(arrays);
    } catch (EOFException | ZipException e) {
      throw broken(file, String.valueOf(e.getMessage()), "a zip file");
    } catch (IOException e) {
      throw InputFile.failure(file, EXPECTED, e);
    }
  }

  /**
   * Reads two arrays of a file as examples: {@code Npz.dataset(file, "x_train", "y_train")} for
   * Keras' {@code mnist.npz}.
   *
   * @param features the name of an array [n, ...]
   * @param labels the name of an array [n, ...]
   * @throws DatasetException as {@link #read} does; and if the file lacks an array, or the two do
   *     not have as many examples
   */
  public static ArrayDataset dataset(Path file, String features, String labels) {
    Map<String, NdArray<?>> arrays = read(file);
    try {
      return ArrayDataset.of(get(arrays, features), get(arrays, labels));
    } catch (IllegalArgumentException e) {
      throw new DatasetException(
          "%s has no examples of '%s' with '%s': %s. Name two arrays that belong together."
              .formatted(file, features, labels, e.getMessage()),
          e);
    }
  }

  private static NdArray<?> get(Map<String, NdArray<?>> arrays, String name) {
    NdArray<?> array = arrays.get(name);
    checkArgument(array != null, "no array '%s' (expected: one of %s)", name, arrays.keySet());
    return array;
  }

  private static String nameOf(ZipEntry entry, Path file) {
    if (!entry.getName().endsWith(SUFFIX)) {
      throw broken(file, "an entry '" + entry.getName() + "'", "arrays alone, named *.npy");
    }
    return entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
  }

  private static NdArray<?> read(ZipFile zip, ZipEntry entry, Path file) throws IOException {
    String name = file + ": " + entry.getName();
    if (entry.getCompressedSize() > Files.size(file)) {
      throw NpyParser.broken(
          name,
          "%d packed bytes".formatted(entry.getCompressedSize()),
          "no more than the file has");
    }
    if (entry.getSize() / BEST_RATIO > entry.getCompressedSize()) {
      throw NpyParser.broken(
          name,
          "%d bytes packed into %d".formatted(entry.getSize(), entry.getCompressedSize()),
          "at most %d times as many".formatted(BEST_RATIO));
    }
    var checksum = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), checksum)) {
      NdArray<?> array = NpyParser.parse(in, entry.getSize(), name);
      if (in.read() >= 0) {
        throw NpyParser.broken(
            name, "more bytes after the last element", entry.getSize() + " bytes");
      }
      if (entry.getCrc() != checksum.getValue()) {
        throw NpyParser.broken(name, "a wrong checksum", "the CRC-32 of the zip file");
      }
      return array;
    }
  }

  /**
   * Writes arrays, deflated, into a file that {@code numpy.load} reads, over one that may be there.
   * The same arrays in the same order give the same bytes.
   *
   * @param arrays by name, each as {@link Npy#write} takes it
   * @throws IllegalArgumentException if a name is empty, or an array has elements of another type
   * @throws DatasetException if the file cannot be written
   */
  public static void write(Path file, Map<String, ? extends NdArray<?>> arrays) {
    var ordered = ImmutableMap.<String, NdArray<?>>copyOf(arrays);
    checkArgument(!ordered.containsKey(""), "arrays: one without a name (expected: a name each)");
    OutputFile.write(file, out -> writeAll(ordered, new ZipOutputStream(out)));
  }

  private static void writeAll(Map<String, NdArray<?>> arrays, ZipOutputStream zip)
      throws IOException {
    for (Map.Entry<String, NdArray<?>> array : arrays.entrySet()) {
      var entry = new ZipEntry(array.getKey() + SUFFIX);
      entry.setTimeLocal(EPOCH);
      zip.putNextEntry(entry);
      new NpyWriter(array.getValue(), zip).write();
      zip.closeEntry();
    }
    zip.finish();
  }

  private static DatasetException broken(Path file, String found, String expected) {
    return new DatasetException(
        "%s is not a whole .npz file: %s (expected: %s). Get or save it again."
            .formatted(file, found, expected));
  }
}
