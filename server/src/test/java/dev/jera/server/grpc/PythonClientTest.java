package dev.jera.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.jera.server.proto.ModelServiceOuterClass;
import dev.jera.server.proto.PredictionServiceOuterClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python's grpcio, with messages made from descriptors alone. */
class PythonClientTest {
  private static final String PYTHON = "/usr/bin/python3";
  @TempDir Path directory;

  @Test
  void everyCallIsAnswered() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of(PYTHON)) && run("-c", "import grpc, google.protobuf").isEmpty(),
        PYTHON + " has not grpc and google.protobuf (Debian: python3-grpcio, python3-protobuf)");
    try (Served served = Served.half(directory)) {
      assertThat(
              run(
                  script().toString(),
                  descriptors().toString(),
                  "127.0.0.1:" + served.server().grpcPort(),
                  directory.toString()))
          .containsExactly(
              "Predict half/2 serving_default [3.5, 4.0]",
              "Classify half/2 classify [('small', 4.0), ('large', -4.0)]",
              "Regress half/2 regress [4.0, 8.0]",
              "MultiInference [('half/2 regress', 'regression_result'), ('half/2 classify', 'classification_result')]",
              "GetModelMetadata ['both', 'classify', 'regress', 'serving_default']",
              "GetModelStatus [(2, 30), (1, 30)]",
              "HandleReloadConfigRequest 0",
              "GetModelStatus NOT_FOUND Could not find any versions of model half");
    }
  }

  private Path script() throws IOException {
    try (InputStream script =
        Objects.requireNonNull(PythonClientTest.class.getResourceAsStream("client.py"))) {
      Path file = directory.resolve("client.py");
      Files.copy(script, file);
      return file;
    }
  }

  private Path descriptors() throws IOException {
    Map<String, FileDescriptor> files = new LinkedHashMap<>();
    add(PredictionServiceOuterClass.getDescriptor(), files);
    add(ModelServiceOuterClass.getDescriptor(), files);
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    files.values().forEach(file -> set.addFile(file.toProto()));
    return Files.write(directory.resolve("descriptors"), set.build().toByteArray());
  }

  /** Each after those that it imports. */
  private static void add(FileDescriptor file, Map<String, FileDescriptor> files) {
    if (!files.containsKey(file.getName())) {
      file.getDependencies().forEach(imported -> add(imported, files));
      files.put(file.getName(), file);
    }
  }

  private static List<String> run(String... arguments) throws Exception {
    Process python =
        new ProcessBuilder(Stream.concat(Stream.of(PYTHON), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    python.waitFor();
    return output.lines().toList();
  }
}
