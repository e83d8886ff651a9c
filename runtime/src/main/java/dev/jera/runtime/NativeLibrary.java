package dev.jera.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/** TensorFlow's native library, as it lies in the build and on the disk; nothing is loaded. */
public final class NativeLibrary {
  private static final String RESOURCES = "/org/tensorflow/internal/c_api/";

  private NativeLibrary() {}

  /** This machine's platform in the names of TensorFlow Java's builds, such as linux-x86_64. */
  public static String platform() {
    return Loader.getPlatform();
  }

  /** The build of it on the class path, such as {@code linux-x86_64-gpu}; empty where none is. */
  public static Optional<String> variant() {
    return Stream.of(platform() + "-gpu", platform()).filter(NativeLibrary::isShipped).findFirst();
  }

  /**
   * The directory in which it is unpacked at its first use.
   *
   * @throws IOException if there is no place for one
   */
  public static Path cacheDirectory() throws IOException {
    return Loader.getCacheDir().toPath();
  }

  private static boolean isShipped(String variant) {
    return Stream.of("libjnitensorflow.so", "libjnitensorflow.dylib")
        .anyMatch(
            file -> NativeLibrary.class.getResource(RESOURCES + variant + "/" + file) != null);
  }
}
