package dev.jera.datasets;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
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

  private static final int BUFFER = 1 << 16;

  private Idx() {}

  /**
   * Reads a file, raw or gzipped.
   *
   * @return the uint8 elements, in the shape that the file gives
   * @throws DatasetException if the file is missing, unreadable, or not a whole IDX file of uint8
   */
  public static ByteNdArray read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new DatasetException(
          "No file %s (expected: an IDX file, raw or gzipped). Check the path.".formatted(file), e);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
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
      return new IdxParser(unpacked(in), name).parse();
    } catch (EOFException | ZipException e) {
      throw new DatasetException(
          "%s is not a whole gzip file: %s. Get the file again.".formatted(name, e.getMessage()),
          e);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    var buffered = new BufferedInputStream(in, BUFFER);
    buffered.mark(2);
    boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    return gzip ? new GZIPInputStream(buffered, BUFFER) : buffered;
  }

  private static DatasetException unreadable(String name, IOException e) {
    return new DatasetException(
        "%s cannot be read: %s. Check that it is a file you may read.".formatted(name, e), e);
  }
}
