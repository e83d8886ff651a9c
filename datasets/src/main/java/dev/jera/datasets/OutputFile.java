package dev.jera.datasets;

import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes the files of data sets whole or not at all. */
public final class OutputFile {

  private OutputFile() {}

  /**
   * Writes a file beside its place and then moves it there, over one that may be there: who fails
   * leaves no half file, and destroys none that was whole. Of two who write one file at once, the
   * last gets its place.
   *
   * @throws DatasetException if the file cannot be written
   */
  public static void write(Path file, Content content) {
    // Not createTempFile, whose files are closed to all but their owner.
    Path part = file.resolveSibling("%s.%s.part".formatted(file.getFileName(), UUID.randomUUID()));
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part, CREATE_NEW))) {
        content.writeTo(out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(file, e);
    } finally {
      part.toFile().delete();
    }
  }

  /** What to throw when a file cannot be written. */
  public static DatasetException unwritable(Path file, IOException e) {
    return new DatasetException(
        "%s cannot be written: %s. Check that its directory is there and has room."
            .formatted(file, e),
        e);
  }

  /** What goes into a file. */
  public interface Content {

    /** Writes itself; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }
}
