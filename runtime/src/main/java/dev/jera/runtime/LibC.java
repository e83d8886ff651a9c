package dev.jera.runtime;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.jspecify.annotations.Nullable;

/** The few functions of the C library that Java has no face for. */
interface LibC extends Library {

  /** The C library of this process. */
  static LibC load() {
    return Native.load(Platform.C_LIBRARY_NAME, LibC.class);
  }

  @Nullable String getenv(String name);

  int setenv(String name, String value, int overwrite);

  int open(String path, int flags);

  int dup(int descriptor);

  int dup2(int from, int to);

  int close(int descriptor);
}
