package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.server.ServerOptions;
import dev.jera.server.config.ModelConfigSource;
import dev.jera.server.config.ModelSettings;
import dev.jera.serving.GoldenCheck;
import dev.jera.serving.batching.Batching;
import dev.jera.serving.repository.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ParameterException;

/** What serve reads before it serves, and what it refuses. */
class ServeInputsTest {
  @TempDir private Path directory;

  private final ServeFlags flags = new ServeFlags(Path.of("no-such-home"));

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  @Test
  void aListOfModelsIsReadFromItsFile() throws IOException {
    Path list = file("models.config", "");
    ServerOptions options =
        flags
            .parse(
                "--model_config_file=" + list,
                "--model_config_file_poll_wait_seconds=5",
                "--golden=warn")
            .options();

    assertThat(options.models()).isEmpty();
    assertThat(options.configFile()).contains(new ModelConfigSource(list, Duration.ofSeconds(5)));
    assertThat(options.loading().golden()).isEqualTo(GoldenCheck.of(GoldenCheck.Mode.WARN));
    assertThat(flags.parse("--model_config_file=" + list).options().configFile().orElseThrow())
        .isEqualTo(new ModelConfigSource(list, Duration.ZERO));
  }

  @Test
  void anAcceleratorThatIsNotThereIsRefusedByTheNamesOfThoseThatAre() {
    assertThatThrownBy(() -> flags.options("--accelerator=abacus"))
        .isInstanceOf(ParameterException.class)
        .hasMessage(
            "Invalid value for option '--accelerator': 'abacus' (expected: tensorflow; an accelerator's module has to be on the class path)");
  }

  @Test
  void besideAListOfModelsTheOnlyModelsFlagsAreIgnoredAsTensorFlowServingDoes() {
    ServerOptions options = flags.options("--model_config_file=a", "--model_name=net");

    assertThat(options.models()).isEmpty();
    assertThat(flags.printed())
        .isEqualTo(
            """
            note: --model_base_path is not used: --model_config_file says what is served
            note: --model_name is not used: --model_config_file says what is served
            """);
  }

  @Test
  void batchingMetricsTlsAndTheSecretAreReadFromTheirFiles() throws IOException {
    Path batching =
        file("batching.config", "max_batch_size { value: 16 } batch_timeout_micros { value: 20 }");
    Path metrics = file("metrics.config", "prometheus_config { enable: true path: \"/metrics\" }");
    Path none = file("none.config", "prometheus_config { enable: false }");
    Path tls = file("tls.config", "server_key: \"KEY\" server_cert: \"CERT\"");
    Path token = file("token", "s3cret\n");

    ServerOptions options =
        flags.options(
            "--enable_batching",
            "--batching_parameters_file=" + batching,
            "--monitoring_config_file=" + metrics,
            "--ssl_config_file=" + tls,
            "--bearer_token_file=" + token);
    assertThat(options.batching()).contains(Batching.of(16).withTimeout(Duration.ofNanos(20_000)));
    assertThat(options.metricsPath()).contains("/metrics");
    assertThat(flags.options("--monitoring_config_file=" + none).metricsPath()).isEmpty();
    assertThat(options.tls().orElseThrow().certificate()).isEqualTo("CERT");
    assertThat(options.bearerToken()).contains("s3cret");
  }

  @Test
  void anEmptySecretIsNoneAndIsRefused() throws IOException {
    assertThatThrownBy(() -> flags.options("--bearer_token_file=" + file("empty", " \n")))
        .hasMessageEndingWith("empty: 0 characters (expected: one word in ASCII)");
    assertThatThrownBy(() -> flags.options("--bearer_token_file=" + file("two", "a b")))
        .hasMessageEndingWith("two: 3 characters (expected: one word in ASCII)");
    assertThatThrownBy(() -> flags.options("--bearer_token_file=" + directory.resolve("missing")))
        .hasMessageContaining("missing: cannot be read: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model_name=a | --model_name without --model_base_path (expected: both or neither)",
        "--model_config_file_poll_wait_seconds=1 | --model_config_file_poll_wait_seconds without --model_config_file (expected: both or neither)",
        "--model_base_path=a --batching_parameters_file=b | --batching_parameters_file without --enable_batching (expected: both)",
        "--model_base_path=a --enable_batching=false --batching_parameters_file=b | --batching_parameters_file without --enable_batching (expected: both)",
        "--max_body_bytes=99999999999999 | --max_body_bytes 99999999999999 (expected: at most --max_held_bytes, ",
        "--max_held_bytes=1000 --max_body_bytes=1001 | --max_body_bytes 1001 (expected: at most --max_held_bytes, 1000, by default a quarter of Java's heap; give Java more by -Xmx)",
        "--tensorflow_session_parallelism=1 --tensorflow_inter_op_parallelism=1 | --tensorflow_session_parallelism with --tensorflow_intra_op_parallelism or",
        "--port=65536 | Invalid value for option '--port': '65536' (expected: a port, 0 to 65535)",
        "--port=0 --rest_api_port=0 | --port 0 and --rest_api_port 0: neither gRPC nor REST (expected: a port for one of them)",
        "--rest-api-port=-1 | Invalid value for option '--rest_api_port': '-1' (expected: a port, 0 to 65535)",
        "--enable_batching=yes | Invalid value for option '--enable_batching': 'yes' (expected: true or false)",
        "--max_requests=0 | Invalid value for option '--max_requests': '0' (expected: a whole number >= 1)",
        "--max_json_depth=0 | Invalid value for option '--max_json_depth': '0' (expected: levels, 1 to 255)",
        "--max_json_depth=256 | Invalid value for option '--max_json_depth': '256' (expected: levels, 1 to 255)",
        "--drain_timeout=0 | Invalid value for option '--drain_timeout': '0' (expected: seconds, from 0.001 to 1e9)",
        "--max_num_load_retries=-1 | Invalid value for option '--max_num_load_retries': '-1' (expected: a whole number >= 0",
        "--file_system_poll_wait_seconds=1.5 | Invalid value for option '--file_system_poll_wait_seconds': '1.5' (expected: a whole number)",
        "--no_such_flag | Unknown option: '--no_such_flag'",
        "models | Unmatched argument at index 0: 'models'",
      })
  void contradictionsAndNonsenseAreRefused(String words, String message) {
    String[] split = words.split(" ");
    assertThatThrownBy(
            () -> {
              ServeCommand command = flags.parse(split);
              var natives = command.natives();
              throw new AssertionError("taken: %s, %s".formatted(command.options(), natives));
            })
        .isInstanceOf(ParameterException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void withoutAModelAllOfTheDirectoryAreServed(@TempDir Path home) throws IOException {
    for (String bundle : List.of("b/7", "a/001", "a/2", ".c/1", "d/one")) {
      Path path = Files.createDirectories(home.resolve("savedmodels").resolve(bundle));
      Files.createFile(path.resolve("saved_model.pb"));
    }
    Files.createDirectories(home.resolve("savedmodels/e/1"));
    Files.createFile(home.resolve("savedmodels/f"));

    assertThat(new ServeFlags(home).parse().options().models())
        .containsExactly(
            ModelSettings.of(ModelConfig.of("a", home.resolve("savedmodels/a"))),
            ModelSettings.of(ModelConfig.of("b", home.resolve("savedmodels/b"))));
  }

  @Test
  void nothingToServeIsRefused(@TempDir Path home) {
    assertThatThrownBy(() -> new ServeFlags(home).parse().options())
        .hasMessage(
            home.resolve("savedmodels")
                + ": no models (expected: directories of numbered versions, such as savedmodels/mnist/1; or give --model_base_path or --model_config_file)");
  }
}
