package dev.jera.runtime;

import java.util.List;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

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
    GraphDef nothing =
        GraphDef.newBuilder()
            .addNode(NodeDef.newBuilder().setName("nothing").setOp("NoOp"))
            .build();
    // A GPU's memory would be taken by the options of the first session that sees it: not by these.
    try (GraphSession session =
        GraphSession.open(nothing, SessionOptions.defaults().withVisibleGpus(List.of()))) {
      session.prepare(List.of(), List.of(), List.of("nothing")).run(List.of());
    }
  }
}
