package dev.jera.runtime.savedmodel;

import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.MergeV2Checkpoints;

/** Checkpoints as files: {@code PREFIX.index} and {@code PREFIX.data-00000-of-00001}. */
final class CheckpointFiles {
  private CheckpointFiles() {}

  /** Copies a checkpoint. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.resolveSibling("."));
    String prefix = from.getFileName() + ".";
    try (Stream<Path> files = Files.list(from.resolveSibling("."))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(prefix)) {
          Files.copy(
              file, to.resolveSibling(to.getFileName() + "." + name.substring(prefix.length())));
        }
      }
    }
  }

  /** Makes one checkpoint of two of other names; their files become its own, unchanged. */
  static void merge(Path one, Path other, Path target) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph();
        Session session = SessionOptions.defaults().withVisibleGpus(List.of()).open(graph)) {
      Ops tf = Ops.create(graph);
      MergeV2Checkpoints merge =
          tf.train.mergeV2Checkpoints(
              tf.array(absolute(one), absolute(other)),
              tf.constant(absolute(target)),
              MergeV2Checkpoints.deleteOldDirs(false));
      session.runner().addTarget(merge).run().close();
    }
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().toString();
  }
}
