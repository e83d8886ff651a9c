package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jera.runtime.TensorName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * A SavedModel on disk, described: nothing native is loaded.
 *
 * @param path the directory that holds {@value #FILE}
 * @param metaGraph the graph, its signatures and its assets
 */
public record SavedModel(Path path, MetaGraphDef metaGraph) {
  static final String FILE = "saved_model.pb";
  static final String TEXT_FILE = "saved_model.pbtxt";
  static final String VARIABLES = "variables/variables";
  static final String ASSETS = "assets";

  /** TensorFlow Serving's file of warm-up requests. */
  public static final String WARM_UPS = "assets.extra/tf_serving_warmup_requests";

  /** The file of Jera's golden samples; other readers of bundles do not look at it. */
  public static final String GOLDEN_SAMPLES = "assets.extra/jera/golden_samples";

  /** TensorFlow Serving refuses more. */
  private static final int MOST_WARM_UPS = 1_000;

  /** A load makes all of these calls. */
  private static final int MOST_GOLDEN_SAMPLES = 1_000;

  /** The asset that names a classifier's classes, one a line. */
  public static final String LABELS = "labels.txt";

  /** The tag of a graph that is meant to answer requests. */
  public static final String SERVE = "serve";

  /** The signature by which TensorFlow 2 names a bundle's initializer; no one may call it. */
  private static final String INIT_SIGNATURE = "__saved_model_init_op";

  private static final Set<String> NOT_CALLED = Set.of(INIT_SIGNATURE, "__saved_model_train_op");

  /**
   * Reads a bundle's graph that is tagged {@value #SERVE} and nothing else.
   *
   * @param path the directory that holds {@value #FILE} or {@value #TEXT_FILE}
   * @throws SavedModelException if there is none, if it is damaged, or if it has no such graph
   */
  public static SavedModel read(Path path) {
    return new SavedModel(path, BundleFile.metaGraph(path, Set.of(SERVE)));
  }

  /**
   * Reads the graph of a bundle that has exactly these tags.
   *
   * @param path the directory that holds {@value #FILE} or {@value #TEXT_FILE}
   * @throws SavedModelException if there is none, if it is damaged, or if it has no such graph; the
   *     message lists the tags that there are
   */
  public static SavedModel read(Path path, Set<String> tags) {
    return new SavedModel(path, BundleFile.metaGraph(path, tags));
  }

  /** The tags of the graph. */
  public List<String> tags() {
    return metaGraph.getMetaInfoDef().getTagsList();
  }

  /** The version of the TensorFlow that wrote it. */
  public String tensorflowVersion() {
    return metaGraph.getMetaInfoDef().getTensorflowVersion();
  }

  /** The signatures that may be called, by name. */
  public Map<String, Signature> signatures() {
    ImmutableSortedMap.Builder<String, Signature> signatures = ImmutableSortedMap.naturalOrder();
    metaGraph
        .getSignatureDefMap()
        .forEach(
            (name, definition) -> {
              if (!NOT_CALLED.contains(name)) {
                signatures.put(name, Signature.of(name, definition));
              }
            });
    return signatures.build();
  }

  /**
   * Where an asset of this file name lies; the file need not exist.
   *
   * @throws SavedModelException if that would be outside of the bundle, by its name or by a link
   */
  public Path asset(String fileName) {
    Path assets = path.resolve(ASSETS);
    Path file = assets.resolve(fileName).normalize();
    if (!file.startsWith(assets.normalize()) || leadsOut(file)) {
      throw new SavedModelException(
          "SavedModel %s: the asset '%s' lies outside of %s (expected: a file in it)"
              .formatted(path, fileName, assets));
    }
    return file;
  }

  private boolean leadsOut(Path file) {
    try {
      return Files.exists(file) && !file.toRealPath().startsWith(path.toRealPath());
    } catch (IOException e) {
      throw new SavedModelException(
          "SavedModel %s: %s cannot be read: %s".formatted(path, file, e), e);
    }
  }

  /**
   * The assets that the graph reads; older TensorFlows name them in a collection only.
   *
   * @throws SavedModelException if the collection is damaged
   */
  List<AssetFileDef> assetFiles() {
    if (metaGraph.getAssetFileDefCount() > 0) {
      return metaGraph.getAssetFileDefList();
    }
    ImmutableList.Builder<AssetFileDef> files = ImmutableList.builder();
    for (Any any : collection("saved_model_assets").getAnyList().getValueList()) {
      try {
        files.add(any.unpack(AssetFileDef.class));
      } catch (InvalidProtocolBufferException e) {
        throw new SavedModelException(
            "SavedModel %s: its collection saved_model_assets is damaged: %s (expected: assets); export it again"
                .formatted(path, e.getMessage()),
            e);
      }
    }
    return files.build();
  }

  /**
   * The ops that are run once, after the variables are restored. TensorFlow 2 names one in a
   * signature, TensorFlow 1 in a collection, and before that tables alone.
   */
  List<String> initializers() {
    SignatureDef signature = metaGraph.getSignatureDefMap().get(INIT_SIGNATURE);
    if (signature != null) {
      return signature.getOutputsMap().values().stream().map(info -> op(info.getName())).toList();
    }
    for (String name : List.of("saved_model_main_op", "legacy_init_op", "table_initializer")) {
      List<String> values = collection(name).getNodeList().getValueList();
      if (!values.isEmpty()) {
        return values.stream().map(SavedModel::op).toList();
      }
    }
    return List.of();
  }

  /** The ops that restore the variables: one, or none. */
  List<String> restoreOps() {
    String name = metaGraph.getSaverDef().getRestoreOpName();
    return name.isEmpty() ? List.of() : List.of(op(name));
  }

  /** What calls run, which are not fed where the assets are: the outputs of all signatures. */
  List<String> calledTensors() {
    return metaGraph.getSignatureDefMap().entrySet().stream()
        .filter(signature -> !signature.getKey().equals(INIT_SIGNATURE))
        .flatMap(signature -> signature.getValue().getOutputsMap().values().stream())
        .flatMap(info -> Signature.tensorsOf(info).stream())
        .toList();
  }

  /** What loading and calling run: the initializers and every signature's outputs. */
  List<String> answeringTensors() {
    ImmutableList.Builder<String> tensors = ImmutableList.builder();
    tensors.addAll(initializers());
    infos(SignatureDef::getOutputsMap).forEach(info -> tensors.addAll(Signature.tensorsOf(info)));
    return tensors.build();
  }

  private Stream<TensorInfo> infos(Function<SignatureDef, Map<String, TensorInfo>> side) {
    return metaGraph.getSignatureDefMap().values().stream()
        .flatMap(signature -> side.apply(signature).values().stream());
  }

  private CollectionDef collection(String name) {
    return metaGraph.getCollectionDefOrDefault(name, CollectionDef.getDefaultInstance());
  }

  private static String op(String name) {
    return TensorName.parse(name).operation();
  }

  /**
   * The names of a classifier's classes, from the asset {@value #LABELS}: UTF-8, one a line, in the
   * order of the classes.
   *
   * @return the names, or none where the bundle ships none
   * @throws SavedModelException if the file cannot be read as UTF-8
   */
  public List<String> labels() {
    Path file = asset(LABELS);
    if (!Files.exists(file)) {
      return ImmutableList.of();
    }
    try {
      return ImmutableList.copyOf(Files.readAllLines(file));
    } catch (IOException e) {
      throw new SavedModelException(
          "SavedModel %s: %s cannot be read: %s (expected: UTF-8, one label a line)"
              .formatted(path, path.relativize(file), e),
          e);
    }
  }

  /**
   * The requests by which the bundle wants to be warmed up, at most {@value #MOST_WARM_UPS}: the
   * file {@value #WARM_UPS}, as TensorFlow Serving has it.
   *
   * @return the requests, or none where the bundle ships none
   * @throws SavedModelException if the file is damaged, or if a request is of another kind than
   *     predict, classify and regress
   */
  public List<PredictionLog> warmUpRequests() {
    return logs(WARM_UPS, MOST_WARM_UPS);
  }

  /**
   * Calls of the bundle with what they answered where it was made, at most {@value
   * #MOST_GOLDEN_SAMPLES}: the file {@value #GOLDEN_SAMPLES}. A machine on which they are answered
   * otherwise cannot be trusted with the bundle.
   *
   * @return the samples, or none where the bundle ships none
   * @throws SavedModelException if the file is damaged
   */
  public List<PredictionLog> goldenSamples() {
    return logs(GOLDEN_SAMPLES, MOST_GOLDEN_SAMPLES);
  }

  private List<PredictionLog> logs(String name, int most) {
    Path file = path.resolve(name);
    return Files.exists(file) ? PredictionLogFile.read(file, most) : ImmutableList.of();
  }

  /**
   * The size of all its files, in bytes.
   *
   * @throws SavedModelException if they cannot be listed
   */
  public long sizeBytes() {
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException | UncheckedIOException e) {
      throw new SavedModelException(
          "SavedModel %s: its files cannot be listed: %s".formatted(path, e.getMessage()), e);
    }
  }
}
