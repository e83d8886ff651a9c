package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jera.cli.Jera.Answer;
import dev.jera.datasets.Mnist;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

class InspectCommandTest {
  @TempDir static Path directory;

  @BeforeAll
  static void exportModel() {
    export(directory.resolve("labelled"), Mnist.classNames());
    export(directory.resolve("bare"), List.of());
  }

  @Test
  void showsWhatABundleTakesAndGives() {
    Answer answer = Jera.call("inspect", directory.resolve("labelled"));

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches(
                        "Bundle      \\Q%s\\E \\(\\d+ kB\\)"
                            .formatted(directory.resolve("labelled/1"))),
            line -> assertThat(line).startsWith("TensorFlow  2."),
            line -> assertThat(line).isEqualTo("Tags        serve"),
            line -> assertThat(line).isEqualTo("Labels      0, 1, 2, 3, 4, 5, 6, 7, 8, 9"),
            line -> assertThat(line).isEqualTo("Golden      none"),
            line -> assertThat(line).isEmpty(),
            line ->
                assertThat(line)
                    .isEqualTo("Signature serving_default (tensorflow/serving/predict)"),
            line -> assertThat(line).isEqualTo("  in   input_1  uint8    [?, 28, 28, 1]"),
            line -> assertThat(line).isEqualTo("  out  dense    float32  [?, 10]"));
  }

  @Test
  void answersInJson() {
    JsonNode json = Jera.call("inspect", "--json", directory.resolve("labelled/1")).json();

    assertThat(json.get("path").textValue()).isEqualTo(directory.resolve("labelled/1").toString());
    assertThat(json.get("tags")).hasSize(1);
    assertThat(json.get("tensorflow_version").textValue()).startsWith("2.");
    assertThat(json.get("size_bytes").longValue()).isGreaterThan(4 * 7850);
    assertThat(json.get("labels")).hasSize(10);
    assertThat(json.get("golden_samples").intValue()).isZero();
    assertThat(json.at("/signatures/serving_default/method").textValue())
        .isEqualTo("tensorflow/serving/predict");
    assertThat(json.at("/signatures/serving_default/inputs/input_1").toString())
        .isEqualTo("{\"dtype\":\"uint8\",\"shape\":[-1,28,28,1]}");
    assertThat(json.at("/signatures/serving_default/outputs/dense").toString())
        .isEqualTo("{\"dtype\":\"float32\",\"shape\":[-1,10]}");
  }

  @Test
  void saysWhereThereAreNoLabels() {
    assertThat(Jera.call("inspect", directory.resolve("bare")).out()).contains("Labels      none");
    assertThat(Jera.call("inspect", "--json", directory.resolve("bare")).json().get("labels"))
        .isEmpty();
  }

  @Test
  void marksWhatCannotBeCalled() {
    Path echo = directory.resolve("echo");
    EchoBundle.write(echo);

    assertThat(Jera.call("inspect", echo).out())
        .contains(
            """
            Signature complex (tensorflow/serving/predict)
              cannot be called: its input 'x' is of a dtype that Java has no values for (expected: a real number, bool or string)
              in   x  other  [...]
            """)
        .containsOnlyOnce("cannot be called");
    JsonNode signatures = Jera.call("inspect", "--json", echo).json().get("signatures");
    assertThat(signatures.at("/complex/problem").textValue()).startsWith("its input 'x' is of");
    assertThat(signatures.get("float32").has("problem")).isFalse();
  }

  @Test
  void showsABundleThatIsRefusedAtLoad() {
    Path reader = directory.resolve("reader");
    EchoBundle.writeReader(reader);

    Answer answer = Jera.call("inspect", reader);

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out()).contains("  in   name     string  ", "  out  content  string  ");
  }

  @Test
  void tagsChooseTheGraph(@TempDir Path bundle) throws IOException {
    Path file = bundle.resolve("saved_model.pb");
    Files.write(
        file,
        SavedModel.newBuilder()
            .addMetaGraphs(graph("TRAIN", "train"))
            .addMetaGraphs(graph("GPU", "serve", "gpu"))
            .addMetaGraphs(graph("NONE"))
            .build()
            .toByteArray());

    assertThat(Jera.call("inspect", bundle, "--tags", "gpu,serve").out())
        .contains("Tags        serve, gpu", "Signature GPU ");
    assertThat(Jera.call("inspect", bundle, "--tags", "train").out()).contains("Signature TRAIN ");
    assertThat(Jera.call("inspect", bundle, "--tags", "").out()).contains("Signature NONE ");
    assertThat(Jera.call("inspect", bundle).err())
        .contains("graphs tagged [[train], [serve, gpu], []] (expected: one tagged [serve]");
  }

  private static MetaGraphDef graph(String signature, String... tags) {
    return MetaGraphDef.newBuilder()
        .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addAllTags(List.of(tags)))
        .putSignatureDef(signature, SignatureDef.getDefaultInstance())
        .build();
  }

  @Test
  void aCorruptBundleIsRefused(@TempDir Path bundle) throws IOException {
    Files.writeString(bundle.resolve("saved_model.pb"), "this is no protocol buffer");

    Answer answer = Jera.call("inspect", bundle);

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err())
        .startsWith("error: SavedModel %s: saved_model.pb is damaged".formatted(bundle));
  }

  private static void export(Path path, List<String> labels) {
    try (Trainer trainer =
        Trainer.compile(Samples.uint8Model(), Adam.of(), SparseCategoricalCrossentropy.of())) {
      trainer.export(path, labels);
    }
  }
}
