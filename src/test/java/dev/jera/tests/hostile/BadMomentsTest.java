package dev.jera.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.linecorp.armeria.common.HttpResponse;
import dev.jera.runtime.NativeMemory;
import dev.jera.server.proto.PredictResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Clients that go, more requests than there is room for, and versions that come and go at the wrong
 * moment. See {@link BadInputsTest} for the whole list.
 */
class BadMomentsTest extends HostileInputs {
  @Test
  void row21RequestsWhoseClientsGoLeaveNothing() throws Exception {
    NativeMemory before = NativeMemory.now();
    GrpcSeeds.Seed slow = GrpcSeeds.slow(LONG);
    for (int i = 0; i < 3; i++) {
      try (HttpWire http = wires.http()) {
        String body = "{\"inputs\":" + LONG + "}";
        http.send(HttpWire.head("POST", "/v1/models/slow:predict", body.length()) + body);
        await(() -> NativeMemory.now().tensors() > before.tensors());
      }
      await(() -> NativeMemory.now().equals(before));
      HttpResponse call =
          wires.grpc().begin(slow.path(), Map.of(), GrpcWire.framed(slow.message(), false));
      await(() -> NativeMemory.now().tensors() > before.tensors());
      call.abort();
      await(() -> NativeMemory.now().equals(before));
    }
    // What TensorFlow has begun it ends, and only then there is room.
    await(() -> active() == 0);
  }

  @Test
  void row25WhatIsTooMuchIsRefusedAtOnce() throws Exception {
    // Two examples of each signature wait for a third.
    List<CompletableFuture<GrpcWire.Answer>> waiting =
        Stream.of("serving_default", "serving_default", "int32", "int32")
            .map(GrpcSeeds::one)
            .map(
                one ->
                    wires.grpc().call(one.path(), Map.of(), GrpcWire.framed(one.message(), false)))
            .toList();
    await(() -> active() == REQUESTS);
    Map<String, Integer> refused = wires.statuses();
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    assertThat(refused)
        .containsOnly(
            Map.entry(Wires.PREDICT, 503),
            Map.entry(Wires.INFER, 503),
            Map.entry("Predict", 14),
            Map.entry("ModelInfer", 14));
    for (CompletableFuture<GrpcWire.Answer> each : waiting) {
      assertThat(each.get()).hasToString("200 4 The request's time is over");
    }
    await(() -> active() == 0);
  }

  @Test
  void row27TheOldVersionServesOnWhenACorruptOneComes() throws Exception {
    Path corrupt = Files.createDirectories(directory.resolve("sums/2"));
    Files.writeString(corrupt.resolve("saved_model.pb"), "no graph");
    assertThat(ended(2)).contains("saved_model.pb").contains("\"AVAILABLE\"");
    wires.answerGoodRequests();
    delete(corrupt);
  }

  @Test
  void row28AVersionThatIsDeletedFinishesItsRequests() throws Exception {
    GrpcSeeds.Seed slow = GrpcSeeds.slow(LONG);
    long before = NativeMemory.now().tensors();
    CompletableFuture<GrpcWire.Answer> asked =
        wires.grpc().call(slow.path(), Map.of(), GrpcWire.framed(slow.message(), false));
    await(() -> NativeMemory.now().tensors() > before);
    delete(directory.resolve("slow/2"));
    PredictResponse answer = PredictResponse.parseFrom(asked.get().content());
    assertThat(answer.getModelSpec().getVersion().getValue()).isEqualTo(2);
    assertThat((double) answer.getOutputsOrThrow("y").getFloatVal(0))
        .isCloseTo(Math.pow(LONG, 3), within(Math.pow(LONG, 3) / 1000));
    await(
        () ->
            PredictResponse.parseFrom(wires.call(GrpcSeeds.slow(2)).content())
                    .getModelSpec()
                    .getVersion()
                    .getValue()
                == 1);
  }

  @Test
  void row29AProgramThatReadsFilesIsNotLoaded() throws Exception {
    Path staged = SumsBundle.writeReader(directory.resolve("reader"));
    Files.move(staged, directory.resolve("sums/3"));
    assertThat(ended(3)).contains("ReadFile, which reads files").contains("\"AVAILABLE\"");
    delete(directory.resolve("sums/3"));
  }

  /** The status of the model sums once a version of it has failed. */
  private static String ended(int version) throws Exception {
    String[] status = {""};
    await(
        () -> {
          status[0] = askedByHttp("/v1/models/sums", "").body();
          return status[0].matches(
              "(?s).*\"version\": *\"%d\",\\s*\"state\": *\"END\".*".formatted(version));
        });
    return status[0];
  }

  private static void delete(Path bundle) throws IOException {
    MoreFiles.deleteRecursively(bundle, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
