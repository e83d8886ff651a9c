package dev.jera.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.server.config.ModelConfigSource;
import dev.jera.server.proto.ModelConfig;
import dev.jera.server.proto.ModelConfigList;
import dev.jera.server.proto.ModelServerConfig;
import dev.jera.serving.ServingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
  private static final Path BASE = Bundles.MNIST.toAbsolutePath().normalize();

  private static String file(String model) {
    return "model_config_list { config { name: \"%s\" base_path: \"%s\" } }".formatted(model, BASE);
  }

  private static ModelServerConfig call(String model) {
    return ModelServerConfig.newBuilder()
        .setModelConfigList(
            ModelConfigList.newBuilder()
                .addConfig(ModelConfig.newBuilder().setName(model).setBasePath(BASE.toString())))
        .build();
  }

  private static List<String> names(Models models) {
    return models.repository().models().stream().map(model -> model.name()).toList();
  }

  @Test
  void whatACallSaysHoldsUntilTheFileChanges(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("models.config"), file("one"));
    ModelConfigSource source = new ModelConfigSource(file, Duration.ofHours(1));
    ServerOptions options = ServerOptions.defaults().withConfigFile(Optional.of(source));
    try (Models models = new Models(options, status -> {}, ServingListener.NONE)) {
      models.replace(call("two"));
      models.reread(source);
      assertThat(names(models)).containsExactly("two");
      Files.writeString(file, file("three"));
      models.reread(source);
      assertThat(names(models)).containsExactly("three");
    }
  }
}
