package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * The ops by which a graph reaches out of TensorFlow: chosen from the whole list of those that
 * TensorFlow 2.18 registers.
 *
 * @see <a href="https://github.com/tensorflow/tensorflow/blob/master/SECURITY.md">TensorFlow:
 *     models are programs</a>
 */
final class RefusedOps {
  private static final String READS = "reads files";
  private static final String WRITES = "writes files";
  private static final String CONNECTS = "opens connections";
  private static final String RUNS = "runs a program that cannot be looked into";
  private static final String CALLS = "calls native functions that cannot be looked into";
  private static final String ENDS = "ends the process";

  /** The ops of checkpoints that read. */
  static final ImmutableSet<String> RESTORES =
      ImmutableSet.of("Restore", "RestoreSlice", "RestoreV2");

  /** The ops of checkpoints that write. */
  static final ImmutableSet<String> SAVES =
      ImmutableSet.of("Save", "SaveSlices", "SaveV2", "MergeV2Checkpoints");

  /** The ops that fill a table from a file. */
  static final ImmutableSet<String> TABLES =
      ImmutableSet.of("InitializeTableFromTextFile", "InitializeTableFromTextFileV2");

  private static final ImmutableMap<String, String> ALWAYS =
      ImmutableMap.<String, String>builder()
          .putAll(all(READS, RESTORES))
          .putAll(all(WRITES, SAVES))
          .putAll(all(READS, TABLES))
          .putAll(
              all(
                  READS,
                  List.of(
                      "CSVDataset",
                      "CSVDatasetV2",
                      "DTensorRestoreV2",
                      "ExperimentalCSVDataset",
                      "ExperimentalLMDBDataset",
                      "ExperimentalMatchingFilesDataset",
                      "ExperimentalSqlDataset",
                      "FixedLengthRecordDataset",
                      "FixedLengthRecordDatasetV2",
                      "FixedLengthRecordReader",
                      "FixedLengthRecordReaderV2",
                      "GenerateVocabRemapping",
                      "ImmutableConst",
                      "LMDBDataset",
                      "LMDBReader",
                      "ListSnapshotChunksDataset",
                      "LoadAndRemapMatrix",
                      "LoadDataset",
                      "MatchingFiles",
                      "MatchingFilesDataset",
                      "ReadFile",
                      "ReaderRead",
                      "ReaderReadUpTo",
                      "ReaderReadUpToV2",
                      "ReaderReadV2",
                      "RecordInput",
                      "Skipgram",
                      "SnapshotChunkDataset",
                      "SnapshotDatasetReader",
                      "SnapshotNestedDatasetReader",
                      "SqlDataset",
                      "TFRecordDataset",
                      "TFRecordDatasetV2",
                      "TFRecordReader",
                      "TFRecordReaderV2",
                      "TextLineDataset",
                      "TextLineReader",
                      "TextLineReaderV2",
                      "WholeFileReader",
                      "WholeFileReaderV2")))
          .putAll(
              all(
                  WRITES,
                  List.of(
                      "CacheDataset",
                      "CacheDatasetV2",
                      "CalibrationStatisticsSaver",
                      "CreateSummaryDbWriter",
                      "CreateSummaryFileWriter",
                      "DatasetToTFRecord",
                      "DistributedSave",
                      "DumpTensor",
                      "ExperimentalDatasetToTFRecord",
                      "SaveDataset",
                      "SaveDatasetV2",
                      "SnapshotDataset",
                      "SnapshotDatasetV2",
                      "WriteFile")))
          .putAll(
              all(
                  CONNECTS,
                  List.of(
                      "ConfigureDistributedTPU",
                      "ConfigureTPUEmbeddingHost",
                      "ConnectTPUEmbeddingHosts",
                      "DataServiceDataset",
                      "DataServiceDatasetV2",
                      "DataServiceDatasetV3",
                      "DataServiceDatasetV4",
                      "FileSystemSetConfiguration",
                      "RegisterDataset",
                      "RegisterDatasetV2",
                      "RemoteCall",
                      "RpcCall",
                      "RpcCheckStatus",
                      "RpcClient",
                      "RpcGetValue",
                      "RpcServer",
                      "RpcServerRegister",
                      "RpcServerStart")))
          .putAll(
              all(
                  RUNS,
                  List.of(
                      "DatasetFromGraph",
                      "DeserializeIterator",
                      "EagerPyFunc",
                      "MlirPassthroughOp",
                      "PyFunc",
                      "PyFuncStateless",
                      "TPUCompile",
                      "TfLiteSubgraphExecute",
                      "XlaCustomCall",
                      "XlaCustomCallV2",
                      "XlaHostCompute",
                      "_TPUCompileMlir",
                      "_XlaHostComputeMlir")))
          .put("Abort", ENDS)
          .buildOrThrow();

  /** By the attribute that names the file or the address, and whether its value does. */
  private static final ImmutableMap<String, Predicate<AttrValue>> BY_ATTRIBUTE =
      ImmutableMap.of(
          "debug_urls", value -> value.getList().getSCount() > 0,
          "debug_ops_spec", value -> value.getList().getSCount() > 0,
          "vocab_file", value -> !value.getS().isEmpty(),
          "output_stream", value -> value.getS().toStringUtf8().startsWith("file:"),
          "descriptor_source",
              value -> !value.getS().toStringUtf8().matches("(?s)(local://|bytes://.*)?"));

  private RefusedOps() {}

  /** Every op that is refused whatever its attributes are. */
  static Collection<String> names() {
    return ALWAYS.keySet();
  }

  /** What is bad about a node, if anything is. */
  static Optional<String> reason(NodeDef node) {
    String reason = ALWAYS.get(node.getOp());
    if (reason != null) {
      return Optional.of(reason);
    }
    if (node.getOp().equals(StableHlo.OP) && StableHlo.mayCallOut(node)) {
      return Optional.of(CALLS);
    }
    for (Map.Entry<String, Predicate<AttrValue>> attribute : BY_ATTRIBUTE.entrySet()) {
      AttrValue value = node.getAttrMap().get(attribute.getKey());
      if (value != null
          && (attribute.getValue().test(value) || !value.getPlaceholder().isEmpty())) {
        return Optional.of(
            "reads or writes what its attribute %s says".formatted(attribute.getKey()));
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> all(String reason, Collection<String> ops) {
    ImmutableMap.Builder<String, String> builder = ImmutableMap.builder();
    ops.forEach(op -> builder.put(op, reason));
    return builder.buildOrThrow();
  }
}
