package dev.jera.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.primitives.Floats;
import dev.jera.datasets.ArrayDataset;
import dev.jera.examples.NewHead;
import dev.jera.model.FrozenBase;
import dev.jera.model.HeadExporter;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorName;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.serving.Predictor;
import dev.jera.training.Trainer;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.Adam;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FloatList;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Heads that are trained on what Python's bundles answer, and exported with them. */
class NewHeadTest {
  private static final String DATA = "variables/variables.data-00000-of-0000";

  @TempDir private Path directory;

  /** What a base and a head said together before they were one bundle. */
  private record Together(Path bundle, Map<String, TensorData> inputs, TensorData answers) {}

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "tfnet_simple_mnist, serving_default, softmax",
    "mlperf_tiny_kws, serving_default, dense",
    "half_plus_two_tf2/00000123, serving_default, y",
    "half_plus_two_2_versions/00000123, serving_default, y",
    "zoltar_iris_estimator, predict, logits",
  })
  void oneBundleAnswersAsBaseAndHeadDid(String name, String signature, String output)
      throws IOException {
    Path base = PythonBundles.find(name);

    Together together = trainAndExport(base, signature, output);

    assertThat(asked(together)).containsExactly(together.answers().floats(), within(1e-5f));
    assertThat(stockAsked(together)).containsExactly(together.answers().floats(), within(1e-5f));
    assertThat(together.bundle().resolve(DATA + 2))
        .as("the base's variables, to the bit")
        .hasSameBinaryContentAs(base.resolve(DATA + 1));
    assertThat(filesOf(together.bundle().resolve("variables")))
        .containsExactly(
            "variables.data-00000-of-00002", "variables.data-00001-of-00002", "variables.index");
    Path saved = directory.resolve("saved/1");
    try (Predictor predictor = Predictor.load(together.bundle())) {
      predictor.saveTo(saved);
    }
    assertThat(asked(new Together(saved, together.inputs(), together.answers())))
        .containsExactly(together.answers().floats(), within(1e-5f));
  }

  @Test
  void tablesComeAlong() throws IOException {
    Together together =
        trainAndExport(PythonBundles.find("census_estimator"), Signature.DEFAULT, "dense_1/Relu:0");

    assertThat(asked(together)).containsExactly(together.answers().floats(), within(1e-5f));
  }

  @Test
  void assetsAndTheOtherSignaturesStay() throws Exception {
    Path base = PythonBundles.find("half_plus_two_2_versions/00000123");
    Together together = trainAndExport(base, Signature.DEFAULT, "y");

    assertThat(together.bundle().resolve("assets/foo.txt"))
        .hasSameBinaryContentAs(base.resolve("assets/foo.txt"));
    try (Predictor predictor = Predictor.load(together.bundle())) {
      assertThat(predictor.signatures().keySet())
          .isEqualTo(SavedModel.read(base).signatures().keySet());
      assertThat(predictor.predict("regress_x2_to_y3", new float[] {0.5f}))
          .as("EXPECTED.md: 0.5 / 2 + 3")
          .containsExactly(3.25f);
    }
    Path request =
        Files.writeString(directory.resolve("request.json"), "{\"inputs\": {\"x\": [[1], [2]]}}");
    Jera.Run run = Jera.run("run", together.bundle().toString(), "--input", request.toString());
    assertThat(run.exitCode()).as(run.errors()).isZero();
    try (Predictor predictor = Predictor.load(together.bundle())) {
      float[] expected = predictor.predict(new float[] {1, 2});
      List<Float> printed = new ArrayList<>();
      new ObjectMapper()
          .readTree(run.output())
          .findValue("outputs")
          .forEach(row -> row.forEach(value -> printed.add(value.floatValue())));
      assertThat(printed).isEqualTo(Floats.asList(expected));
    }
  }

  /** Why a base is frozen: what TensorFlow Java's gradients do in a bundle of each kind. */
  @Test
  void gradientsStopAtTensorFlow2sFunctionsAndPassTensorFlow1sOps() {
    Path tf1 = PythonBundles.find("half_plus_two_2_versions/00000123");
    Path tf2 = PythonBundles.find("tfnet_simple_mnist");

    assertThat(gradient(tf1, "x", "y", Shape.of(2, 1)))
        .as("of x / 2 + 2")
        .containsExactly(0.5f, 0.5f);
    assertThatExceptionOfType(TensorFlowException.class)
        .isThrownBy(() -> gradient(tf2, "input_1", "softmax", Shape.of(2, 28, 28, 1)))
        .withMessageContaining("does not match declared output type resource")
        .withMessageContaining("SymbolicGradient");
  }

  @Test
  void theExampleTeachesTheShippedNetworkClothes() throws Exception {
    PrintStream standard = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      NewHead.main(
          new String[] {
            Repository.root().resolve("savedmodels/mnist-cnn").toString(), "dense/Relu:0"
          });
    } finally {
      System.setOut(standard);
    }
    assertThat(printed.toString(UTF_8))
        .contains("features: float32 [?, 64]")
        .containsPattern("untrained: .*accuracy=0\\.[0-3]")
        .containsPattern("trained:   .*accuracy=0\\.[78]");
  }

  private Together trainAndExport(Path path, String signatureName, String output)
      throws IOException {
    SavedModel bundle = SavedModel.read(path);
    try (LoadedSavedModel loaded = LoadedSavedModel.load(bundle, LoadOptions.defaults())) {
      Signature signature = loaded.signatures().get(signatureName);
      if (output.contains(":")) {
        signature = signature.withOutput(loaded.tensor(output, output));
      }
      Map<String, TensorData> inputs = inputs(path, signature);
      TensorData features =
          loaded.prepare(signature, List.of(output)).run(List.copyOf(inputs.values())).get(0);
      Shape example = features.shape().tail();
      Model head =
          Sequential.of(Input.of(example.asArray()), Flatten.of(), Dense.of(4), Dense.of(3));
      FloatNdArray labels = StdArrays.ndCopyOf(new float[(int) features.shape().get(0)][3]);
      try (Trainer trainer = Trainer.compile(head, Adam.of(0.01), MeanSquaredError.of())) {
        ArrayDataset data = ArrayDataset.of(features.toNdArray(), labels);
        float first = trainer.trainOnBatch(data);
        trainer.trainOnBatch(data);
        assertThat(trainer.trainOnBatch(data)).isLessThan(first);
        TensorData answers = TensorData.of(trainer.predict(features.toNdArray()));
        Path target =
            HeadExporter.export(
                FrozenBase.of(bundle, signature, output),
                head,
                trainer.weights(),
                directory.resolve("both"),
                List.of("a", "b", "c"));
        return new Together(target, inputs, answers);
      }
    }
  }

  private static Map<String, TensorData> inputs(Path path, Signature signature) throws IOException {
    JsonNode row =
        path.endsWith("census_estimator")
            ? new ObjectMapper().readTree(path.resolve("test.json").toFile())
            : new ObjectMapper().createObjectNode();
    Map<String, TensorData> inputs = new LinkedHashMap<>();
    signature
        .inputs()
        .forEach(
            (name, spec) -> {
              if (row.has(name)) {
                inputs.put(
                    name,
                    row.get(name).isTextual()
                        ? TensorData.of(Shape.of(1), row.get(name).textValue())
                        : TensorData.of(Shape.of(1), row.get(name).floatValue()));
              } else if (name.equals("examples")) {
                inputs.put(name, TensorData.of(Shape.of(2), iris(0.5f), iris(-1)));
              } else {
                inputs.put(name, random(spec.shape()));
              }
            });
    return inputs;
  }

  private static byte[] iris(float value) {
    Example.Builder example = Example.newBuilder();
    for (String name : List.of("sepal_length", "sepal_width", "petal_length", "petal_width")) {
      example
          .getFeaturesBuilder()
          .putFeature(
              name,
              Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(value)).build());
    }
    return example.build().toByteArray();
  }

  private static TensorData random(Shape spec) {
    long[] sizes = spec.asArray();
    sizes[0] = sizes[0] < 0 ? 2 : sizes[0];
    Shape shape = Shape.of(sizes);
    float[] values = new float[(int) shape.size()];
    Random random = new Random(5);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return TensorData.of(shape, values);
  }

  private static float[] asked(Together together) {
    try (Predictor predictor = Predictor.load(together.bundle())) {
      assertThat(predictor.labels()).containsExactly("a", "b", "c");
      return predictor
          .predict(Signature.DEFAULT, together.inputs())
          .values()
          .iterator()
          .next()
          .floats();
    }
  }

  /** TensorFlow Java's own loader. */
  private static float[] stockAsked(Together together) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    together.inputs().forEach((name, data) -> tensors.put(name, tensor(data)));
    try (SavedModelBundle bundle = SavedModelBundle.load(together.bundle().toString(), "serve");
        Result result = bundle.function(Signature.DEFAULT).call(tensors)) {
      return Tensors.toFloats(result.get(0));
    } finally {
      tensors.values().forEach(Tensor::close);
    }
  }

  private static Tensor tensor(TensorData data) {
    return data.dtype() == Dtype.STRING
        ? TString.tensorOfBytes(NdArrays.vectorOfObjects(data.byteStrings()))
        : Tensors.of(data.toNdArray());
  }

  private static float[] gradient(Path path, String input, String output, Shape shape) {
    SavedModel bundle = SavedModel.read(path);
    Signature signature = bundle.signatures().get(Signature.DEFAULT);
    String x = signature.inputs().get(input).tensor();
    try (Graph graph = new Graph();
        TFloat32 value = TFloat32.tensorOf(shape);
        TString prefix = TString.scalarOf(path.resolve("variables/variables").toString())) {
      graph.importGraphDef(bundle.metaGraph().getGraphDef());
      Output<?>[] slopes =
          graph.addGradients(
              tensor(graph, signature.outputs().get(output).tensor()),
              new Output<?>[] {tensor(graph, x)});
      try (Session session = new Session(graph)) {
        session
            .runner()
            .feed(bundle.metaGraph().getSaverDef().getFilenameTensorName(), prefix)
            .addTarget(bundle.metaGraph().getSaverDef().getRestoreOpName())
            .run()
            .close();
        try (Result result = session.runner().feed(x, value).fetch(slopes[0]).run()) {
          return Tensors.toFloats(result.get(0));
        }
      }
    }
  }

  private static Output<?> tensor(Graph graph, String name) {
    TensorName tensor = TensorName.parse(name);
    return graph.operation(tensor.operation()).output(tensor.index());
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
