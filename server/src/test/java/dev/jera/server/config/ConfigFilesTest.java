package dev.jera.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.serving.PredictorOptions;
import dev.jera.serving.batching.Batching;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.VersionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFilesTest {
  @TempDir private Path directory;

  @Test
  void aListOfModelsIsReadWithPoliciesLabelsAndLogging() throws IOException {
    Path file =
        write(
            """
            model_config_list {
              config { name: "a" base_path: "/models/a" model_platform: "tensorflow" }
              config {
                name: "b" base_path: "/models/b"
                model_version_policy { specific { versions: 3 versions: 4 } }
                version_labels { key: "stable" value: 3 }
                logging_config {
                  log_collector_config { type: "" filename_prefix: "/logs/b" }
                  sampling_config { sampling_rate: 0.25 }
                }
              }
              config { name: "c" base_path: "/models/c" model_version_policy { all {} } }
              config {
                name: "d" base_path: "/models/d" model_version_policy { latest { num_versions: 2 } }
              }
            }
            """);
    assertThat(ModelConfigFile.read(file, PredictorOptions.defaults()))
        .containsExactly(
            ModelSettings.of(ModelConfig.of("a", Path.of("/models/a"))),
            new ModelSettings(
                ModelConfig.of("b", Path.of("/models/b"))
                    .withPolicy(VersionPolicy.specific(3, 4))
                    .withLabels(Map.of("stable", 3L)),
                Optional.of(new RequestLogging("/logs/b", 0.25))),
            ModelSettings.of(
                ModelConfig.of("c", Path.of("/models/c")).withPolicy(VersionPolicy.all())),
            ModelSettings.of(
                ModelConfig.of("d", Path.of("/models/d")).withPolicy(VersionPolicy.latest(2))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base_path: '/a'|model '': name: '' (expected: not blank)",
        "name: 'a' base_path: 'a'|model 'a': base_path: 'a' (expected: an absolute path)",
        "name: 'a'|model 'a': base_path: '' (expected: an absolute path)",
        "name: 'a' base_path: '/a' model_platform: 'onnx'|model 'a': model_platform: 'onnx' (expected: 'tensorflow')",
        "name: 'a' base_path: '/a' model_version_policy { specific {} }|model 'a': versions: none (expected: at least one)",
        "name: 'a' base_path: '/a' logging_config {}|model 'a': filename_prefix: '' (expected: a path)",
      })
  void aModelThatCannotBeServedIsRefused(String model, String message) throws IOException {
    Path file = write("model_config_list { config { %s } }".formatted(model.replace('\'', '"')));
    assertRefused(() -> ModelConfigFile.read(file, PredictorOptions.defaults()), message);
  }

  @Test
  void aNameThatComesTwiceIsRefused() throws IOException {
    String model = "config { name: 'a' base_path: '/a' }";
    Path file = write("model_config_list { %s %s }".formatted(model, model));
    assertRefused(
        () -> ModelConfigFile.read(file, PredictorOptions.defaults()),
        "model 'a': configured twice (expected: each name once)");
  }

  @Test
  void aFileThatIsNoSuchTextIsRefusedWithThePlace() throws IOException {
    Path file = write("model_config_list {\n  confg {} }");
    assertRefused(
        () -> ModelConfigFile.read(file, PredictorOptions.defaults()),
        ("model config file %s: at 2:3: Input contains unknown fields and/or extensions:\n"
                + "2:3:\ttensorflow.serving.ModelConfigList.confg (expected: a ModelServerConfig of TensorFlow Serving in text form)")
            .formatted(file));
  }

  @Test
  void whatABatchingFileLeavesOutHasTensorFlowServingsDefault() throws IOException {
    assertThat(BatchingFile.read(write(""))).isEqualTo(Batching.defaults());
    assertThat(
            BatchingFile.read(
                write(
                    """
                    max_batch_size { value: 128 }
                    batch_timeout_micros { value: 1500 }
                    max_enqueued_batches { value: 7 }
                    num_batch_threads { value: 3 }
                    allowed_batch_sizes: 32
                    allowed_batch_sizes: 128
                    pad_variable_length_inputs: true
                    """)))
        .isEqualTo(new Batching(128, Duration.ofNanos(1_500_000), 7, List.of(32, 128), 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_batch_size { value: 0 }|max_batch_size: 0 (expected: > 0)",
        "num_batch_threads { value: -1 }|num_batch_threads: -1 (expected: > 0)",
        "max_batch_size { value: 8 } allowed_batch_sizes: 4|allowedSizes: [4] (expected: > 0, ascending, up to maxBatchSize 8)",
      })
  void aBatchingFileOutOfRangeIsRefused(String text, String message) throws IOException {
    Path file = write(text);
    assertRefused(
        () -> BatchingFile.read(file), "batching parameters file %s: %s".formatted(file, message));
  }

  @Test
  void metricsAreOffUntilTheyAreEnabled() throws IOException {
    assertThat(MonitoringFile.read(write(""))).isEmpty();
    assertThat(MonitoringFile.read(write("prometheus_config { enable: true }")))
        .contains("/monitoring/prometheus/metrics");
    assertThat(MonitoringFile.read(write("prometheus_config { enable: true path: '/m' }")))
        .contains("/m");
    Path file = write("prometheus_config { enable: true path: 'm' }");
    assertRefused(
        () -> MonitoringFile.read(file),
        "monitoring config file %s: path: 'm' (expected: /...)".formatted(file));
  }

  @Test
  void aTlsFileNeedsKeyAndCertificateAndDoesNotTellTheKey() throws IOException {
    Tls tls =
        Tls.read(write("server_key: 'k' server_cert: 'c' custom_ca: 'a' client_verify: true"));
    assertThat(tls).isEqualTo(new Tls("k", "c", Optional.of("a"), true));
    assertThat(tls).hasToString("TLS with client certificates");
    Path file = write("server_key: 'k'");
    assertRefused(
        () -> Tls.read(file),
        "SSL config file %s: no server_key or no server_cert (expected: both, as PEM)"
            .formatted(file));
  }

  @Test
  void aTlsFileThatWantsClientsVerifiedSaysAgainstWhom() throws IOException {
    Path file = write("server_key: 'k' server_cert: 'c' custom_ca: ' ' client_verify: true");
    assertRefused(
        () -> Tls.read(file),
        "SSL config file %s: client_verify without custom_ca (expected: in custom_ca the certificates of those who certify clients, as PEM)"
            .formatted(file));
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    Path file = directory.resolve("none");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Tls.read(file))
        .withMessageContaining("SSL config file " + file)
        .withMessageContaining("NoSuchFile");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("config"), text);
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatExceptionOfType(ConfigException.class).isThrownBy(call).withMessage(message);
  }
}
