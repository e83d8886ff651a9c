package dev.jera.tests;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.Ints;
import com.google.protobuf.ByteString;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.PredictionException;
import dev.jera.serving.Predictor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;

/** Bundles of all kinds, and what each answers to a question that its signatures alone tell. */
final class BundleSamples {
  /** A word that the census knows, and that the others take as well. */
  private static final String WORD = " Male";

  private static final Path SHIPPED = Path.of("../../savedmodels/mnist-cnn/1");
  private static final List<String> FEATURES =
      List.of("x", "sepal_length", "sepal_width", "petal_length", "petal_width");

  private BundleSamples() {}

  /** Writes bundles that are Jera's, with checksums and without. */
  static List<Path> own(Path directory) throws IOException {
    return List.of(
        copy(SHIPPED, directory.resolve("mnist-cnn")),
        withoutChecksums(copy(SHIPPED, directory.resolve("mnist-cnn-unsigned"))),
        WordsBundle.write(directory.resolve("words")));
  }

  /** Writes those, and copies the bundles of Python where there are any. */
  static List<Path> all(Path directory) throws IOException {
    List<Path> samples = new ArrayList<>(own(directory));
    for (Path bundle : PythonBundles.all()) {
      samples.add(copy(bundle, directory.resolve("python-" + samples.size())));
    }
    return samples;
  }

  /** Every file of a bundle that is not empty, sorted. */
  static List<Path> files(Path bundle) throws IOException {
    try (Stream<Path> files = Files.walk(bundle)) {
      return files
          .filter(file -> file.toFile().length() > 0)
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  /** What a bundle's signatures answer, by name; of those that fail, that they do. */
  static Map<String, Object> ask(Predictor predictor) {
    Map<String, Object> answers = new TreeMap<>();
    predictor
        .signatures()
        .forEach(
            (name, signature) -> {
              try {
                Map<String, TensorData> inputs =
                    ImmutableMap.copyOf(Maps.transformValues(signature.inputs(), s -> value(s)));
                answers.put(name, predictor.predict(name, inputs));
              } catch (PredictionException | IllegalArgumentException e) {
                answers.put(name, e.getClass());
              }
            });
    return answers;
  }

  private static TensorData value(TensorSpec spec) {
    long[] sizes =
        spec.shape().isUnknown()
            ? new long[] {1}
            : LongStream.of(spec.shape().asArray()).map(size -> Math.max(1, size)).toArray();
    Shape shape = Shape.of(sizes);
    int size = Ints.saturatedCast(shape.size());
    if (size > 1 << 20) {
      throw new IllegalArgumentException("An input of " + shape);
    }
    double[] values = IntStream.range(0, size).mapToDouble(i -> i % 7 / 8.0).toArray();
    Dtype dtype = spec.dtype();
    if (dtype == Dtype.STRING) {
      boolean example = List.of("inputs", "examples").contains(spec.name());
      byte[][] words = new byte[size][];
      Arrays.fill(
          words, example ? example().toByteArray() : ByteString.copyFromUtf8(WORD).toByteArray());
      return TensorData.of(shape, words);
    }
    return switch (dtype) {
      case FLOAT64 -> TensorData.of(shape, values);
      case INT32 -> TensorData.of(shape, new int[size]);
      case INT64 -> TensorData.of(shape, new long[size]);
      case UINT8 -> TensorData.of(shape, new byte[size]);
      default -> TensorData.of(shape, floats(values));
    };
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static Example example() {
    Features.Builder features = Features.newBuilder();
    Feature half = Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(0.5f)).build();
    FEATURES.forEach(name -> features.putFeature(name, half));
    return Example.newBuilder().setFeatures(features).build();
  }

  private static Path withoutChecksums(Path bundle) throws IOException {
    Path extra = bundle.resolve("assets.extra");
    for (Path file : files(extra)) {
      Files.delete(file);
    }
    return bundle;
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return to;
  }
}
