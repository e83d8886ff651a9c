package dev.jera.datasets;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens the files of data sets, raw or gzipped, and puts their failures into words. */
public final class InputFile {

  private static final int BUFFER = 1 << 16;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  private InputFile() {}

  /**
   * Opens a file, raw or gzipped: its first bytes tell, not its name.
   *
   * @return its unpacked content, buffered
   */
  public static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return unpackIfGzipped(in);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** The content of a stream, raw or gzipped, buffered. */
  static InputStream unpackIfGzipped(InputStream in) throws IOException {
    var buffered = new BufferedInputStream(in, BUFFER);
    return startsWith(buffered, GZIP) ? unpack(buffered) : buffered;
  }

  /** Opens a file as it is. */
  public static BufferedInputStream openRaw(Path file) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), BUFFER);
  }

  /** The content of a gzipped stream, buffered. */
  public static InputStream unpack(InputStream gzipped) throws IOException {
    return new BufferedInputStream(new GZIPInputStream(gzipped, BUFFER), BUFFER);
  }

  /** Whether these are the next bytes of a stream, which stays where it is. */
  public static boolean startsWith(BufferedInputStream in, byte[] bytes) throws IOException {
    return Arrays.equals(peek(in, bytes.length), bytes);
  }

  /** The next bytes of a stream, fewer at its end; it stays where it is. */
  public static byte[] peek(BufferedInputStream in, int count) throws IOException {
    in.mark(count);
    byte[] bytes = in.readNBytes(count);
    in.reset();
    return bytes;
  }

  /**
   * What to throw when a file cannot be read.
   *
   * @param expected what the file should have been, as in "an .npy file"
   */
  public static DatasetException failure(Path file, String expected, IOException e) {
    return failure(file.toString(), expected, e);
  }

  /** As for a file, for what has a name alone. */
  static DatasetException failure(String file, String expected, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new DatasetException(
          "No file %s (expected: %s). Check the path.".formatted(file, expected), e);
    }
    if (e instanceof EOFException || e instanceof ZipException) {
      return new DatasetException(
          "%s is not a whole packed file: %s. Get the file again.".formatted(file, e.getMessage()),
          e);
    }
    if (e instanceof CharacterCodingException) {
      return new DatasetException(
          "%s is not text in UTF-8 (expected: %s). Convert it.".formatted(file, expected), e);
    }
    return new DatasetException(
        "%s cannot be read: %s. Check that it is a file you may read.".formatted(file, e), e);
  }
}
