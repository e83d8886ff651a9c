package dev.jera.datasets;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes the files of data sets whole or not at all. */
public final class OutputFile {

  private OutputFile() {}

  /**
   * Writes a file beside its place and then moves it there, over one that may be there: who fails
   * leaves no half file, and destroys none that was whole.
   *
   * @throws DatasetException if the file cannot be written
   */
  public static void write(Path file, Content content) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
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
