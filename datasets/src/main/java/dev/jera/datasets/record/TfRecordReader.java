package dev.jera.datasets.record;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import dev.jera.datasets.DatasetException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of TFRecord files, one after another, each checked against its checksums.
 *
 * <p>A file may be gzipped: its first bytes tell, not its name. Owns the one file that is open; not
 * for several threads at once.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord, the format</a>
 */
public final class TfRecordReader implements Iterator<byte[]>, AutoCloseable {

  private final Iterator<Path> files;
  private @Nullable TfRecordStream current;
  private @Nullable TfRecord next;
  private boolean closed;

  private TfRecordReader(List<Path> files) {
    this.files = files.iterator();
  }

  /** The records of files, in this order. A file is opened when its first record is asked for. */
  public static TfRecordReader open(Path... files) {
    return open(List.of(files));
  }

  /** The records of files, in this order. A file is opened when its first record is asked for. */
  public static TfRecordReader open(List<Path> files) {
    checkArgument(!files.isEmpty(), "files: [] (expected: at least one)");
    return new TfRecordReader(List.copyOf(files));
  }

  /**
   * Whether there is another record.
   *
   * @throws DatasetException if a file is missing, unreadable, truncated or corrupt; the message
   *     names the file, the record and its offset in the unpacked file
   * @throws IllegalStateException if the reader is closed
   */
  @Override
  public boolean hasNext() {
    checkState(!closed, "The reader is closed (expected: open). Open another one.");
    while (next == null && (current != null || files.hasNext())) {
      if (current == null) {
        current = TfRecordStream.open(files.next());
      }
      next = current.read();
      if (next == null) {
        closeCurrent();
      }
    }
    return next != null;
  }

  /**
   * The next record, in an array of its own.
   *
   * @throws NoSuchElementException if there is none
   * @throws DatasetException as {@link #hasNext} does
   */
  @Override
  public byte[] next() {
    return nextRecord().data();
  }

  TfRecord nextRecord() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("No record is left");
    }
    TfRecord record = next;
    next = null;
    return record;
  }

  /** Closes the file that is open. May be called again. */
  @Override
  public void close() {
    closed = true;
    next = null;
    closeCurrent();
  }

  private void closeCurrent() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
