package dev.jera.runtime.savedmodel;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.MetaGraphDef;

/** The file that holds a bundle's graphs: binary, or text where there is no binary one. */
final class BundleFile {
  private BundleFile() {}

  /** The file of a bundle's directory. */
  static Path of(Path bundle) {
    Path binary = bundle.resolve(SavedModel.FILE);
    Path text = bundle.resolve(SavedModel.TEXT_FILE);
    return Files.isRegularFile(binary) || !Files.isRegularFile(text) ? binary : text;
  }

  /**
   * Reads the graph that has exactly these tags.
   *
   * @throws SavedModelException if there is none, or the file is missing or damaged
   */
  static MetaGraphDef metaGraph(Path bundle, Set<String> tags) {
    Path file = of(bundle);
    if (!Files.isRegularFile(file)) {
      throw new SavedModelException(
          "SavedModel %s: no %s in it (expected: a directory that a model was exported to)"
              .formatted(bundle, SavedModel.FILE));
    }
    List<MetaGraphDef> graphs = parse(file).getMetaGraphsList();
    if (graphs.isEmpty()) {
      throw new SavedModelException(
          "SavedModel %s: %s is damaged (%s bytes without a graph); export it again"
              .formatted(bundle, file.getFileName(), file.toFile().length()));
    }
    return graphs.stream()
        .filter(graph -> tagsOf(graph).equals(tags))
        .findFirst()
        .orElseThrow(
            () ->
                new SavedModelException(
                    "SavedModel %s: graphs tagged %s (expected: one tagged %s, exactly)"
                        .formatted(
                            bundle,
                            graphs.stream().map(BundleFile::tagsOf).toList(),
                            ImmutableSet.copyOf(tags))));
  }

  private static Set<String> tagsOf(MetaGraphDef graph) {
    return graph.getMetaInfoDef().getTagsList().stream().collect(toImmutableSet());
  }

  private static org.tensorflow.proto.SavedModel parse(Path file) {
    try {
      long size = Files.size(file);
      if (size > Integer.MAX_VALUE) {
        throw new IOException(
            "%s bytes (expected: at most 2 GB, as protobuf allows)".formatted(size));
      }
      byte[] bytes = Files.readAllBytes(file);
      if (file.endsWith(SavedModel.FILE)) {
        return org.tensorflow.proto.SavedModel.parseFrom(bytes);
      }
      org.tensorflow.proto.SavedModel.Builder text = org.tensorflow.proto.SavedModel.newBuilder();
      TextFormat.merge(new String(bytes, UTF_8), ExtensionRegistry.getEmptyRegistry(), text);
      return text.build();
    } catch (InvalidProtocolBufferException | TextFormat.ParseException e) {
      throw new SavedModelException(
          "SavedModel %s: %s is damaged (%s bytes that do not parse: %s); export it again"
              .formatted(
                  file.getParent(), file.getFileName(), file.toFile().length(), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new SavedModelException(
          "SavedModel %s: %s cannot be read: %s"
              .formatted(file.getParent(), file.getFileName(), e.getMessage()),
          e);
    }
  }
}
