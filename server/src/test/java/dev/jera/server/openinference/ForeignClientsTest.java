package dev.jera.server.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import com.google.common.primitives.Bytes;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.jera.server.proto.inference.ModelInferRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are not Java: gRPC for Python, curl. */
@ExtendWith(SharedServer.class)
class ForeignClientsTest {
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir private Path directory;

  @Test
  void pythonAsksOverGrpc(InferServer server) throws Exception {
    assumeTrue(
        runs(PYTHON, "-c", "import grpc, google.protobuf"), "no python3 that can import grpc");
    Path descriptors = directory.resolve("inference.desc");
    Files.write(
        descriptors,
        FileDescriptorSet.newBuilder()
            .addFile(ModelInferRequest.getDescriptor().getFile().toProto())
            .build()
            .toByteArray());
    Path client = directory.resolve("client.py");
    Files.write(client, Resources.toByteArray(Resources.getResource(getClass(), "client.py")));

    assertThat(
            new String(
                    run(
                        PYTHON,
                        client.toString(),
                        "127.0.0.1:" + server.server().grpcPort(),
                        descriptors.toString()),
                    UTF_8)
                .lines())
        .containsExactly(
            "live True",
            "ready True",
            "model True",
            "server jera binary_tensor_data",
            "inputs ('a', 'FP32', [-1, 2]) ('b', 'INT32', [-1])",
            "typed py [7] [3.0, 4.0]",
            "raw ['product'] (3.0, 4.0)",
            "refused NOT_FOUND Servable not found for request: Latest(nobody)",
            "refused INVALID_ARGUMENT Input 'a': 0 values in fp32_contents and 0 in othe",
            "refused NOT_FOUND Servable not found for request: Latest(xxxxxxxxxxx",
            "refused RESOURCE_EXHAUSTED");
  }

  @Test
  void curlAsksWithABinaryBody(InferServer server) throws Exception {
    assumeTrue(runs("curl", "--version"), "no curl");
    String json =
        "{\"inputs\":[{\"name\":\"a\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1.5,2]},"
            + "{\"name\":\"b\",\"shape\":[1],\"datatype\":\"INT32\",\"parameters\":{\"binary_data_size\":4}}],"
            + "\"outputs\":[{\"name\":\"next\",\"parameters\":{\"binary_data\":true}}]}";
    Path body = directory.resolve("body");
    Files.write(body, Bytes.concat(json.getBytes(UTF_8), new byte[] {5, 0, 0, 0}));

    byte[] answer =
        run(
            "curl",
            "--silent",
            "--show-error",
            "--data-binary",
            "@" + body,
            "--header",
            InferServer.JSON_LENGTH + ": " + json.length(),
            "http://127.0.0.1:%d/v2/models/echo/infer".formatted(server.server().restPort()));

    assertThat(answer)
        .isEqualTo(
            Bytes.concat(
                "{\"model_name\":\"echo\",\"model_version\":\"2\",\"outputs\":[{\"name\":\"next\",\"shape\":[1],\"datatype\":\"INT32\",\"parameters\":{\"binary_data_size\":4}}]}"
                    .getBytes(UTF_8),
                new byte[] {7, 0, 0, 0}));
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] run(String... command) throws IOException, InterruptedException {
    List<String> words = ImmutableList.copyOf(command);
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] out = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s ends", words).isTrue();
    assertThat(process.exitValue()).as("%s", words).isZero();
    return out;
  }
}
