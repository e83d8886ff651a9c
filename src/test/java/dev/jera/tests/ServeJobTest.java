package dev.jera.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jera script as a model server. */
class ServeJobTest {
  private static final int CLIENTS = 8;

  @TempDir private Path directory;

  @Test
  void itServesWithoutFlagsAndLosesNoRequestWhenItIsStoppedUnderLoad() throws Exception {
    byte[] seven = Files.readAllBytes(Repository.root().resolve("examples/images/seven.json"));
    ExecutorService clients = Executors.newCachedThreadPool();
    int port = freePort();
    try (ServeProcess server =
        ServeProcess.start(
            directory, "--port=" + port, "--rest_api_port=" + port, "--address=127.0.0.1")) {
      server.awaitReady();
      assertThat(server.output())
          .contains("Model    mnist-cnn, version 1 of ", "gRPC     127.0.0.1:" + port);
      try (PredictConnection connection = server.connect()) {
        assertThat(digit(connection.ask(seven))).isEqualTo(7);
      }

      CountDownLatch busy = new CountDownLatch(20 * CLIENTS);
      List<Future<Integer>> loads = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        loads.add(clients.submit(askUntilItCloses(server, seven, busy)));
      }
      List<PredictConnection> begun = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        begun.add(server.connect());
        begun.get(i).sendBeginning(seven);
      }
      busy.await();
      server.terminate();
      server.await("stopping");
      for (PredictConnection connection : begun) {
        connection.sendRest(seven);
        assertThat(digit(connection.answer())).isEqualTo(7);
        connection.close();
      }
      for (Future<Integer> load : loads) {
        assertThat(load.get(1, TimeUnit.MINUTES)).isGreaterThan(1);
      }
      assertThat(server.exitCode()).as(server.errors()).isZero();
      assertThat(server.output()).endsWith("stopped\n");
      assertThat(server.errors().lines()).allMatch(line -> line.startsWith("Building"));
    } finally {
      clients.shutdownNow();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Every request that the server answers must be answered well. */
  private static Callable<Integer> askUntilItCloses(
      ServeProcess server, byte[] request, CountDownLatch busy) {
    return () -> {
      int answers = 0;
      try (PredictConnection connection = server.connect()) {
        while (true) {
          PredictConnection.Answer answer = connection.ask(request);
          assertThat(digit(answer)).isEqualTo(7);
          answers++;
          busy.countDown();
          if (answer.closes()) {
            return answers;
          }
        }
      }
    };
  }

  private static int digit(PredictConnection.Answer answer) throws IOException {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode scores = new ObjectMapper().readTree(answer.body()).get("outputs").get(0);
    int best = 0;
    for (int i = 1; i < scores.size(); i++) {
      best = scores.get(i).asDouble() > scores.get(best).asDouble() ? i : best;
    }
    return best;
  }

  @Test
  void aModelThatIsDamagedKeepsItFromStartingInOneLine() throws Exception {
    Path bundle = Files.createDirectories(directory.resolve("models/net/1"));
    Files.writeString(bundle.resolve("saved_model.pb"), "no graph");

    Jera.Run run =
        Jera.run("serve", "--port=0", "--model_base_path=" + bundle.getParent().toAbsolutePath());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(reason(run)).contains("version 1 of model 'default' is END", bundle.toString());
    assertThat(run.output()).doesNotContain("ready");
  }

  /** The last line; a version that fails is logged before, and a build may be told. */
  private static String reason(Jera.Run run) {
    List<String> lines = run.errors().lines().filter(line -> !line.startsWith("Building")).toList();
    assertThat(lines).hasSizeLessThanOrEqualTo(2).last(STRING).startsWith("error: The server ");
    return lines.get(lines.size() - 1);
  }

  @Test
  void aPortThatIsTakenKeepsItFromStartingInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Jera.Run run =
          Jera.run(
              "serve",
              "--port=0",
              "--address=127.0.0.1",
              "--rest_api_port=" + taken.getLocalPort());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(reason(run))
          .contains("Address already in use", Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void theNetworksJarsAreOnTheClassPathOfServeAlone() throws IOException {
    Path target = Repository.root().resolve("cli/target");
    assertThat(Files.readString(target.resolve("jera.classpath"), UTF_8))
        .doesNotContain("armeria", "netty", "grpc-core");
    assertThat(Files.readString(target.resolve("serve.classpath"), UTF_8))
        .contains("armeria", "netty", "grpc-core");
  }
}
