package dev.jera.datasets.npy;

import dev.jera.datasets.DatasetException;
import dev.jera.datasets.InputFile;
import dev.jera.datasets.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.ndarray.NdArray;

/**
 * NumPy's {@code .npy} files: one array each.
 *
 * <p>Elements become the smallest Java type that holds them all: u1 a {@link
 * org.tensorflow.ndarray.ByteNdArray} (uint8, as everywhere in Jera), i1 and i2 short, u2 and i4
 * int, u4 and i8 long, u8 {@code NdArray<BigInteger>}, f2 and f4 float, f8 double, b1 boolean, U
 * and S (as Latin-1) {@code NdArray<String>}. Versions 1.0 to 3.0, both byte orders, C and Fortran
 * order are read. Nothing is ever unpickled. A file that is shorter or longer than its header says
 * is refused before memory is taken for it.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The NPY
 *     format</a>
 */
public final class Npy {

  private static final String EXPECTED = "an .npy file, as numpy.save writes it";

  private Npy() {}

  /**
   * Reads a file.
   *
   * @return the elements in C order, in the shape that the file gives
   * @throws DatasetException if the file is missing, unreadable, not a whole .npy file, or has
   *     elements of a dtype that Jera does not read, objects above all
   */
  public static NdArray<?> read(Path file) {
    try (var in = InputFile.openRaw(file)) {
      return NpyParser.parse(in, Files.size(file), file.toString());
    } catch (IOException e) {
      throw InputFile.failure(file, EXPECTED, e);
    }
  }

  /**
   * Writes a file that {@code numpy.load} reads, over one that may be there.
   *
   * @param array of bytes (as uint8), shorts, ints, longs, BigIntegers (as uint64), floats,
   *     doubles, booleans or strings; at most 2^31 - 9 elements
   * @throws IllegalArgumentException if the array has other elements, or numbers out of range
   * @throws DatasetException if the file cannot be written
   */
  public static void write(Path file, NdArray<?> array) {
    OutputFile.write(file, out -> new NpyWriter(array, out).write());
  }
}
