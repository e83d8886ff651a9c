package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.proto.MetaGraphDef;

/**
 * A SavedModel on disk, described: nothing native is loaded.
 *
 * @param path the directory that holds {@value #FILE}
 * @param metaGraph the graph, its signatures and its assets
 */
public record SavedModel(Path path, MetaGraphDef metaGraph) {
  static final String FILE = "saved_model.pb";
  static final String VARIABLES = "variables/variables";
  static final String ASSETS = "assets";

  /** The asset that names a classifier's classes, one a line. */
  public static final String LABELS = "labels.txt";

  /** The tag of a graph that is meant to answer requests. */
  public static final String SERVE = "serve";

  /** The signature by which TensorFlow 2 names a bundle's initializer; no one may call it. */
  static final String INIT_SIGNATURE = "__saved_model_init_op";

  /**
   * Reads a bundle's graph tagged {@value #SERVE}.
   *
   * @param path the directory that holds {@value #FILE}
   * @throws SavedModelException if there is none, if it is damaged, or if it has no such graph
   */
  public static SavedModel read(Path path) {
    return read(path, Set.of(SERVE));
  }

  /** Reads a bundle's graph of these tags. */
  public static SavedModel read(Path path, Set<String> tags) {
    Path file = path.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new SavedModelException(
          "SavedModel %s: no %s in it (expected: a directory that a model was exported to)"
              .formatted(path, FILE));
    }
    List<MetaGraphDef> metaGraphs = parse(file).getMetaGraphsList();
    if (metaGraphs.isEmpty()) {
      throw new SavedModelException(
          "SavedModel %s: %s is damaged (%s bytes without a graph); export it again"
              .formatted(path, FILE, file.toFile().length()));
    }
    return metaGraphs.stream()
        .filter(graph -> Set.copyOf(graph.getMetaInfoDef().getTagsList()).equals(tags))
        .findFirst()
        .map(graph -> new SavedModel(path, graph))
        .orElseThrow(
            () ->
                new SavedModelException(
                    "SavedModel %s: graphs tagged %s (expected: one tagged %s)"
                        .formatted(
                            path,
                            metaGraphs.stream()
                                .map(graph -> graph.getMetaInfoDef().getTagsList())
                                .toList(),
                            tags)));
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
              if (!name.equals(INIT_SIGNATURE)) {
                signatures.put(name, Signature.of(name, definition));
              }
            });
    return signatures.build();
  }

  /** Where an asset of this file name lies; the file need not exist. */
  public Path asset(String fileName) {
    return path.resolve(ASSETS).resolve(fileName);
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

  private static org.tensorflow.proto.SavedModel parse(Path file) {
    try {
      return org.tensorflow.proto.SavedModel.parseFrom(Files.readAllBytes(file));
    } catch (InvalidProtocolBufferException e) {
      throw new SavedModelException(
          "SavedModel %s: %s is damaged (%s bytes that do not parse: %s); export it again"
              .formatted(file.getParent(), FILE, file.toFile().length(), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new SavedModelException(
          "SavedModel %s: %s cannot be read: %s".formatted(file.getParent(), FILE, e.getMessage()),
          e);
    }
  }
}
