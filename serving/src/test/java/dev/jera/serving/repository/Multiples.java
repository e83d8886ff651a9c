package dev.jera.serving.repository;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Variables;
import dev.jera.runtime.savedmodel.BundleContents;
import dev.jera.runtime.savedmodel.SavedModelWriter;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Bundles of y [?] = factor * x [?], the factor a variable, and what can happen to them. */
final class Multiples {
  private Multiples() {}

  /** Writes a bundle. */
  static Path write(Path target, float factor) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      var x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      var kernel =
          variables.create("kernel", Shape.of(1), tf.constant(new float[] {factor}), true).value();
      var signature =
          Signature.predict(
              Signature.DEFAULT,
              List.of(TensorSpec.of("x", x)),
              List.of(TensorSpec.of("y", tf.math.mul(x, kernel))));
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        SavedModelWriter.write(target, session, variables, BundleContents.of(List.of(signature)));
      }
    }
    return target;
  }

  /** Copies a directory, file by file. */
  static void copy(Path source, Path target) {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A version whose graph is noise. */
  static void writeCorrupt(Path target) {
    try {
      Files.write(
          Files.createDirectories(target).resolve("saved_model.pb"), new byte[] {-1, -2, -3, -4});
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Cuts the values of the variables to one byte. */
  static void truncateVariables(Path bundle) {
    Path values = bundle.resolve("variables/variables.data-00000-of-00001");
    try (FileChannel file = FileChannel.open(values, StandardOpenOption.WRITE)) {
      file.truncate(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static void delete(Path path) {
    try {
      MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
