package dev.jera.runtime;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TInt32;

/**
 * The first graph that a process runs makes TensorFlow print two lines about MLIR and Abseil to
 * standard error, once, whatever its log level. This runs a graph of its own with standard error
 * turned away, the whole process's for that moment, so that a user's first run is quiet.
 */
final class FirstRun {
  private static final int STDERR = 2;
  private static final int WRITE_ONLY = 1;

  private FirstRun() {}

  static void swallowItsMessages() {
    LibC libc = LibC.load();
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
    // A GPU's memory would be taken by the options of the first session that sees it: not by these.
    ConfigProto withoutGpu = ConfigProto.newBuilder().putDeviceCount("GPU", 0).build();
    try (Graph graph = new Graph()) {
      Operand<TInt32> one = Ops.create(graph).constant(1);
      try (Session session = new Session(graph, withoutGpu)) {
        session.runner().fetch(one).run().close();
      }
    }
  }
}
