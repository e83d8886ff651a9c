package dev.jera.runtime;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/**
 * The first graph that a process runs makes TensorFlow print two lines about MLIR and Abseil to
 * standard error, once, whatever its log level. This runs a graph of its own with standard error
 * turned away, so that a user's first run is quiet.
 */
final class FirstRun {
  private static final int STDERR = 2;
  private static final int WRITE_ONLY = 1;

  private interface LibC extends Library {
    int open(String path, int flags);

    int dup(int descriptor);

    int dup2(int from, int to);

    int close(int descriptor);
  }

  private FirstRun() {}

  static void swallowItsMessages() {
    if (Platform.isWindows()) {
      return;
    }
    LibC libc = Native.load(Platform.C_LIBRARY_NAME, LibC.class);
    int nowhere = libc.open("/dev/null", WRITE_ONLY);
    int stderr = libc.dup(STDERR);
    if (nowhere >= 0 && stderr >= 0) {
      libc.dup2(nowhere, STDERR);
      try {
        runSomething();
      } finally {
        libc.dup2(stderr, STDERR);
      }
    }
    libc.close(nowhere);
    libc.close(stderr);
  }

  private static void runSomething() {
    try (Graph graph = new Graph()) {
      Operand<TInt32> one = Ops.create(graph).constant(1);
      try (Session session = new Session(graph)) {
        session.runner().fetch(one).run().close();
      }
    }
  }
}
