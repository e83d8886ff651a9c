package dev.jera.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.tensorflow.ndarray.ByteNdArray;

/**
 * Reader of IDX, the file format of MNIST: a magic number, the dimensions, the elements.
 *
 * <p>Elements must be uint8 (type 0x08), the type of all MNIST-like data sets; the rank is free. A
 * file may be gzipped: its first bytes tell, not its name. A file that is shorter or longer than
 * its header says is refused, and memory is only taken for bytes that are really there.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">The MNIST database, "file formats"</a>
 */
public final class Idx {

  private static final String EXPECTED = "an IDX file, raw or gzipped";

  private Idx() {}

  /**
   * Reads a file, raw or gzipped.
   *
   * @return the uint8 elements, in the shape that the file gives
   * @throws DatasetException if the file is missing, unreadable, or not a whole IDX file of uint8
   */
  public static ByteNdArray read(Path file) {
    try (InputStream in = InputFile.open(file)) {
      return new IdxParser(in, file.toString()).parse();
    } catch (IOException e) {
      throw InputFile.failure(file, EXPECTED, e);
    }
  }

  /**
   * Reads a stream, raw or gzipped, to its end. The stream is left open.
   *
   * @param name what error messages call the stream
   * @return the uint8 elements, in the shape that the stream gives
   * @throws DatasetException if the stream fails or does not hold a whole IDX file of uint8
   */
  public static ByteNdArray read(InputStream in, String name) {
    try {
      return new IdxParser(InputFile.unpackIfGzipped(in), name).parse();
    } catch (IOException e) {
      throw InputFile.failure(name, EXPECTED, e);
    }
  }
}
