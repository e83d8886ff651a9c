package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

class NativeSettingsTest {

  /** Run in a process of its own, where TensorFlow is not loaded yet. */
  static final class Child {
    static final String AHEAD = "ahead";

    public static void main(String[] args) {
      if (args[0].equals(AHEAD)) {
        NativeSettings.loadAhead();
      } else {
        NativeSettings.defaults()
            .withLogLevel(NativeSettings.LogLevel.valueOf(args[0]))
            .withOneDnn(Optional.of(true))
            .apply();
      }
      Device.list();
      try (Graph graph = new Graph()) {
        Operand<TFloat32> one = Ops.create(graph).constant(1f);
        try (Session session = new Session(graph)) {
          session.runner().fetch(one).run().close();
        }
      }
    }
  }

  @Test
  void theLogLevelReachesTheNativeLibrary() throws Exception {
    assertThat(standardErrorOf("INFO")).contains("MLIR V1 optimization pass");
    assertThat(standardErrorOf("ERROR")).isEmpty();
  }

  @Test
  void whatIsLoadedAheadIsAsQuiet() throws Exception {
    assertThat(standardErrorOf(Child.AHEAD)).isEmpty();
  }

  @Test
  void settingsAfterTensorFlowHasLoadedAreRefused() {
    NativeSettings.ensureLoaded();
    assertThatIllegalStateException()
        .isThrownBy(() -> NativeSettings.defaults().apply())
        .withMessageContaining("loaded already");
  }

  @Test
  void settingsBecomeTensorFlowsVariables() {
    NativeSettings settings =
        NativeSettings.defaults()
            .withOneDnn(Optional.of(false))
            .withIntraOpThreads(OptionalInt.of(3));
    assertThat(settings.environment())
        .containsOnly(
            java.util.Map.entry("TF_CPP_MIN_LOG_LEVEL", "2"),
            java.util.Map.entry("TF_ENABLE_ONEDNN_OPTS", "0"),
            java.util.Map.entry("TF_NUM_INTRAOP_THREADS", "3"),
            java.util.Map.entry("TF_OVERRIDE_GLOBAL_THREADPOOL", "1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.withInterOpThreads(OptionalInt.of(0)))
        .withMessage("interOpThreads: 0 (expected: >= 1)");
  }

  @Test
  void theCpuIsAlwaysThere() {
    assertThat(Device.list().get(0).type()).isEqualTo("CPU");
    assertThat(Device.list().get(0).name()).endsWith("device:CPU:0");
  }

  @Test
  void sessionOptionsBecomeAConfiguration() {
    ConfigProto config = SessionOptions.defaults().withInterOpThreads(2).toProto();
    assertThat(config.getInterOpParallelismThreads()).isEqualTo(2);
    assertThat(config.getUsePerSessionThreads()).isTrue();
    ConfigProto onCaller =
        SessionOptions.defaults().withInterOpThreads(SessionOptions.ON_CALLER).toProto();
    assertThat(onCaller.getInterOpParallelismThreads()).isEqualTo(-1);
    assertThat(onCaller.getUsePerSessionThreads()).isFalse();
    assertThat(config.getAllowSoftPlacement()).isTrue();
    assertThat(config.getGpuOptions().getAllowGrowth()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionOptions.defaults().withInterOpThreads(-2))
        .withMessage("interOpThreads: -2 (expected: >= 0, or -1 for the caller's thread)");
  }

  private static String standardErrorOf(String logLevel) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            logLevel);
    builder.environment().remove("TF_CPP_MIN_LOG_LEVEL");
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    String errors =
        new String(
            process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(errors).isZero();
    return errors;
  }
}
