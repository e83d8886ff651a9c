package dev.jera.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static String report(Throwable failure) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(err, true, UTF_8);
    new Failures(new Shell(InputStream.nullInputStream(), printed, printed, Path.of(""), "jera"))
        .report(failure);
    return err.toString(UTF_8).strip();
  }

  @Test
  void aLibraryOfTensorFlowThatDoesNotLoadIsSaidToBeOne() {
    assertThat(report(new UnsatisfiedLinkError("no jnitensorflow in java.library.path")))
        .isEqualTo(
            "error: TensorFlow's native library cannot be loaded: no jnitensorflow in java.library.path. 'jera doctor' says more.");
    Throwable cause = new UnsatisfiedLinkError("/cache/libtensorflow_cc.so.2: no such file");
    assertThat(report(new ExceptionInInitializerError(cause)))
        .startsWith("error: TensorFlow's native library cannot be loaded: ");
    assertThat(report(new NoClassDefFoundError("Could not initialize class org.tensorflow.Graph")))
        .startsWith("error: TensorFlow's native library cannot be loaded: ");
  }

  @Test
  void otherClassesThatDoNotFitAreADefect() {
    assertThat(report(new NoSuchMethodError("com.google.common.collect.ImmutableMap.of()")))
        .isEqualTo(
            "error: unexpected java.lang.NoSuchMethodError: com.google.common.collect.ImmutableMap.of(); this is a defect of Jera, and --stacktrace shows where");
  }
}
