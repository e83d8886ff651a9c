package dev.jera.datasets.record;

import static com.google.common.base.Preconditions.checkState;

import dev.jera.datasets.DatasetException;
import dev.jera.datasets.OutputFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a TFRecord file that {@link TfRecordReader} and TensorFlow read.
 *
 * <p>Owns the file until it is closed; not for several threads at once. The same records give the
 * same bytes.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord, the format</a>
 */
public final class TfRecordWriter implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final OutputStream out;
  private boolean closed;

  private TfRecordWriter(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Begins a file, over one that may be there.
   *
   * @throws DatasetException if the file cannot be written
   */
  public static TfRecordWriter create(Path file) {
    try {
      return new TfRecordWriter(
          file, new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    } catch (IOException e) {
      throw OutputFile.unwritable(file, e);
    }
  }

  /**
   * Begins a gzipped file, over one that may be there. TensorFlow has to be told: {@code
   * TFRecordDataset(file, compression_type="GZIP")}.
   *
   * @throws DatasetException if the file cannot be written
   */
  public static TfRecordWriter createGzipped(Path file) {
    try {
      OutputStream raw = Files.newOutputStream(file);
      var gzip = new GZIPOutputStream(raw, BUFFER, /* syncFlush= */ true);
      return new TfRecordWriter(file, new BufferedOutputStream(gzip, BUFFER));
    } catch (IOException e) {
      throw OutputFile.unwritable(file, e);
    }
  }

  /**
   * Adds a record.
   *
   * @throws DatasetException if the file cannot be written
   * @throws IllegalStateException if the writer is closed
   */
  public void append(byte[] record) {
    var header = new byte[TfRecordStream.HEADER];
    little(header).putLong(record.length);
    little(header).putInt(Long.BYTES, MaskedCrc.of(header, 0, Long.BYTES));
    var checksum = new byte[Integer.BYTES];
    little(checksum).putInt(MaskedCrc.of(record, 0, record.length));
    run(
        () -> {
          out.write(header);
          out.write(record);
          out.write(checksum);
        });
  }

  /** Adds an example. */
  public void append(TfExample example) {
    append(example.toBytes());
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Hands all records so far to the operating system.
   *
   * @throws DatasetException if the file cannot be written
   * @throws IllegalStateException if the writer is closed
   */
  public void flush() {
    run(out::flush);
  }

  /**
   * Writes what is left and closes the file. May be called again.
   *
   * @throws DatasetException if the file cannot be written
   */
  @Override
  public void close() {
    if (!closed) {
      run(out::close);
      closed = true;
    }
  }

  private void run(Writing writing) {
    checkState(!closed, "The writer of %s is closed (expected: open)", file);
    try {
      writing.run();
    } catch (IOException e) {
      throw OutputFile.unwritable(file, e);
    }
  }

  private interface Writing {
    void run() throws IOException;
  }
}
