package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.NativeSettings;
import dev.jera.server.ServerOptions;
import dev.jera.server.call.Wire;
import dev.jera.server.config.ModelSettings;
import dev.jera.serving.Accelerator;
import dev.jera.serving.GoldenCheck;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.batching.Batching;
import dev.jera.serving.repository.ModelConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What the flags of serve make of a server; that it serves is tested by the jera script's tests.
 */
class ServeFlagsTest {
  private final ServeFlags flags = new ServeFlags(Path.of("no-such-home"));

  @Test
  void withoutFlagsItIsTensorFlowServingsPortsTimesAndRetries() {
    ServerOptions options = flags.options();

    assertThat(options)
        .usingRecursiveComparison()
        .ignoringFields("models")
        .isEqualTo(ServerOptions.defaults());
    assertThat(options.restPort()).isEqualTo(8501);
    assertThat(options.grpcPort()).isEqualTo(8500);
    assertThat(options.models())
        .containsExactly(ModelSettings.of(ModelConfig.of("default", Path.of("models/net"))));
  }

  static Stream<Arguments> flags() {
    Function<ServerOptions, Object> loading = options -> loading(options);
    return Stream.of(
        flag("--port=1", ServerOptions::grpcPort, 1),
        flag("--rest_api_port=2", ServerOptions::restPort, 2),
        flag("--port=0", ServerOptions::wires, Set.of(Wire.REST)),
        flag("--rest_api_port=0", ServerOptions::wires, Set.of(Wire.GRPC)),
        flag("--address=::1", ServerOptions::address, Optional.of("::1")),
        flag("--rest_api_enable_cors_support", ServerOptions::allowsCors, true),
        flag("--allow_remote_management", ServerOptions::allowsRemoteManagement, true),
        flag(
            "--rest_api_timeout_in_ms=250",
            options -> options.limits().requestTimeout(),
            Duration.ofMillis(250)),
        flag("--max_held_bytes=99000000", options -> options.limits().heldBytes(), 99_000_000L),
        flag("--max_body_bytes=1000", options -> options.limits().bodyBytes(), 1000L),
        flag("--max_requests=7", options -> options.limits().requests(), 7),
        flag("--workers=3", options -> options.limits().workers(), 3),
        flag("--max_connections=9", options -> options.limits().connections(), 9),
        flag("--max_models=2", options -> options.limits().models(), 2),
        flag("--max_json_depth=3", options -> options.limits().jsonDepth(), 3),
        flag(
            "--idle_timeout=0.5",
            options -> options.limits().idleTimeout(),
            Duration.ofMillis(500)),
        flag("--start_timeout=90", ServerOptions::startTimeout, Duration.ofSeconds(90)),
        flag("--drain_timeout=1e9", ServerOptions::drainTimeout, Duration.ofSeconds(1_000_000_000)),
        flag(
            "--file_system_poll_wait_seconds=3",
            options -> options.repository().pollInterval(),
            Duration.ofSeconds(3)),
        flag(
            "--file_system_poll_wait_seconds=0",
            options -> options.repository().pollInterval(),
            Duration.ZERO),
        flag(
            "--file_system_poll_wait_seconds=-1",
            options -> options.repository().pollInterval(),
            Duration.ZERO),
        flag("--max_num_load_retries=0", options -> options.repository().loadRetries(), 0),
        flag(
            "--load_retry_interval_micros=1500",
            options -> options.repository().loadRetryInterval(),
            Duration.ofNanos(1_500_000)),
        flag("--num_load_threads=8", options -> options.repository().loadThreads(), 8),
        flag("--num_load_threads=0", options -> options.repository().loadThreads(), 1),
        flag(
            "--allow_version_labels_for_unavailable_models",
            options -> options.repository().allowUnavailableLabels(),
            true),
        flag("--enable_batching", ServerOptions::batching, Optional.of(Batching.defaults())),
        flag("--model_name=net", options -> options.models().get(0).model().name(), "net"),
        flag("--saved_model_tags=serve,gpu", loading, usual().withTags(Set.of("serve", "gpu"))),
        flag("--saved_model_tags=", loading, usual().withTags(Set.of())),
        flag("--enable_model_warmup=false", loading, usual().withWarmUp(false)),
        flag(
            "--allow-ops=ReadFile,Abort",
            loading,
            usual().withLoad(usual().load().withAllowedOps(Set.of("Abort", "ReadFile")))),
        flag(
            "--op-library=a.so",
            loading,
            usual().withLoad(usual().load().withOpLibraries(List.of(Path.of("a.so"))))),
        flag("--accelerator=tensorflow", loading, usual().withAccelerator(Accelerator.NONE)),
        flag("--golden=warn", loading, usual().withGolden(GoldenCheck.of(GoldenCheck.Mode.WARN))));
  }

  private static Arguments flag(
      String word, Function<ServerOptions, Object> part, Object expected) {
    return Arguments.of(word, part, expected);
  }

  private static PredictorOptions usual() {
    return PredictorOptions.defaults();
  }

  private static PredictorOptions loading(ServerOptions options) {
    return options.models().get(0).model().options();
  }

  @ParameterizedTest
  @MethodSource("flags")
  void eachFlagSetsItsPart(String word, Function<ServerOptions, Object> part, Object expected) {
    assertThat(part.apply(flags.options(word))).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("flags")
  void aFlagMayBeSpelledWithDashesAndWithUnderscores(
      String word, Function<ServerOptions, Object> part, Object expected) {
    int end = (word + "=").indexOf('=');
    String dashes = "--" + word.substring(2, end).replace('_', '-') + word.substring(end);
    String underscores = "--" + word.substring(2, end).replace('-', '_') + word.substring(end);

    assertThat(part.apply(flags.options(dashes))).isEqualTo(expected);
    assertThat(part.apply(flags.options(underscores))).isEqualTo(expected);
  }

  @Test
  void aValueIsNotRespelled() {
    assertThat(flags.options("--model-name", "a-b_c").models().get(0).model().name())
        .isEqualTo("a-b_c");
    assertThat(flags.options("--model-name=a-b_c=d").models().get(0).model().name())
        .isEqualTo("a-b_c=d");
  }

  @Test
  void aSwitchStandsAloneOrWithItsValue() {
    assertThat(flags.options("--enable_batching=true").batching()).isPresent();
    assertThat(flags.options("--enable_batching", "--port=1").batching()).isPresent();
    assertThat(flags.options("--enable_batching=false").batching()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--tensorflow_intra_op_parallelism=2, 2,",
    "--tensorflow_inter_op_parallelism=3, , 3",
    "--tensorflow-session-parallelism=4, 4, 4",
    "--tensorflow_session_parallelism=0, ,",
  })
  void threadsAreTensorFlows(String flag, Integer intraOp, Integer interOp) {
    NativeSettings expected = NativeSettings.defaults().withPoolPerSession(false);
    if (intraOp != null) {
      expected = expected.withIntraOpThreads(OptionalInt.of(intraOp));
    }
    if (interOp != null) {
      expected = expected.withInterOpThreads(OptionalInt.of(interOp));
    }
    assertThat(flags.parse(flag).natives()).isEqualTo(expected);
  }

  @Test
  void everyFlagIsInTheHelpWithALineAndWhatItIsByDefault() {
    List<OptionSpec> options =
        new CommandLine(flags.command())
            .getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .toList();

    assertThat(options).hasSizeGreaterThan(30);
    for (OptionSpec flag : options) {
      String text = String.join(" ", flag.description());
      assertThat(text).as(flag.longestName()).endsWith(".");
      if (!Set.of("--model_config_file", "--allow-ops", "--op-library")
          .contains(flag.longestName())) {
        assertThat(text).as(flag.longestName()).contains("(default: ");
      }
    }
  }
}
