package dev.jera.cli;

import com.google.common.collect.ImmutableList;
import dev.jera.server.ServerOptions;
import dev.jera.server.config.ModelConfigSource;
import dev.jera.server.config.ModelSettings;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.repository.ModelConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags of {@code jera serve} that say what is served. */
final class ModelFlags {
  private static final String DEFAULT_NAME = "default";

  @Option(
      names = "--model_base_path",
      paramLabel = "DIR",
      description =
          "The directory of the model's numbered versions (default: serve every model in savedmodels/).")
  private Optional<Path> basePath = Optional.empty();

  @Option(
      names = "--model_name",
      paramLabel = "NAME",
      description =
          "What the model of --model_base_path is called (default: " + DEFAULT_NAME + ").")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--model_config_file",
      paramLabel = "FILE",
      description =
          "A list of models, as TensorFlow Serving's ModelServerConfig in text form; in place of --model_base_path and --model_name.")
  private Optional<Path> configFile = Optional.empty();

  @Option(
      names = "--model_config_file_poll_wait_seconds",
      paramLabel = "N",
      converter = WholeNumber.AtLeastZero.class,
      description = "How often that file is read again; 0 for never (default: 0).")
  private Optional<Long> configPoll = Optional.empty();

  /** What the flags say of models; each is loaded so. */
  ServerOptions applyTo(
      ServerOptions options, PredictorOptions loading, CommandLine command, Shell shell) {
    if (configFile.isPresent()) {
      // As with TensorFlow Serving, whose images for containers always give the two.
      noteUnused("--model_base_path", basePath.isPresent(), shell);
      noteUnused("--model_name", name.isPresent(), shell);
      Duration poll = Duration.ofSeconds(configPoll.orElse(0L));
      return options
          .withLoading(loading)
          .withConfigFile(Optional.of(new ModelConfigSource(configFile.get(), poll)));
    }
    check(command, configPoll, "--model_config_file_poll_wait_seconds", "--model_config_file");
    if (basePath.isEmpty()) {
      check(command, name, "--model_name", "--model_base_path");
    }
    List<ModelConfig> models =
        basePath
            .map(path -> List.of(ModelConfig.of(name.orElse(DEFAULT_NAME), path)))
            .orElseGet(() -> SavedModels.in(SavedModels.usual(shell.home())));
    return options.withModels(
        models.stream()
            .map(model -> ModelSettings.of(model.withOptions(loading)))
            .collect(ImmutableList.toImmutableList()));
  }

  private static void noteUnused(String flag, boolean given, Shell shell) {
    if (given) {
      shell.note(flag + " is not used: --model_config_file says what is served");
    }
  }

  private static void check(CommandLine command, Optional<?> flag, String name, String needs) {
    if (flag.isPresent()) {
      throw new ParameterException(
          command, "%s without %s (expected: both or neither)".formatted(name, needs));
    }
  }
}
