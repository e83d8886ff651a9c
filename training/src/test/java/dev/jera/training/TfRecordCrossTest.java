package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import dev.jera.datasets.record.TfExample;
import dev.jera.datasets.record.TfRecordReader;
import dev.jera.datasets.record.TfRecordWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Jera's records and examples against TensorFlow's own, in both directions. */
class TfRecordCrossTest {

  private static final TfExample OURS =
      TfExample.of()
          .withText("name", "h\u00e9")
          .withFloats("pixels", 1f, -2.5f)
          .withLongs("label", 3, -1, Long.MAX_VALUE);

  private static final Example THEIRS =
      Example.newBuilder()
          .setFeatures(
              Features.newBuilder()
                  .putFeature(
                      "name",
                      Feature.newBuilder()
                          .setBytesList(
                              BytesList.newBuilder().addValue(ByteString.copyFromUtf8("h\u00e9")))
                          .build())
                  .putFeature(
                      "pixels",
                      Feature.newBuilder()
                          .setFloatList(FloatList.newBuilder().addValue(1f).addValue(-2.5f))
                          .build())
                  .putFeature(
                      "label",
                      Feature.newBuilder()
                          .setInt64List(
                              Int64List.newBuilder()
                                  .addValue(3)
                                  .addValue(-1)
                                  .addValue(Long.MAX_VALUE))
                          .build()))
          .build();

  @TempDir private Path directory;

  @Test
  void examplesAreTensorFlowsExamples() throws IOException {
    assertThat(Example.parseFrom(OURS.toBytes())).isEqualTo(THEIRS);
    assertThat(TfExample.parse(THEIRS.toByteArray(), "theirs")).isEqualTo(OURS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GZIP"})
  void tensorFlowReadsTheFilesThatJeraWrites(String compression) {
    Path file = directory.resolve("ours");
    var records = List.of(OURS.toBytes(), new byte[0], new byte[100_000]);
    try (var writer =
        compression.isEmpty() ? TfRecordWriter.create(file) : TfRecordWriter.createGzipped(file)) {
      records.forEach(writer::append);
    }

    assertThat(readByTensorFlow(file, compression)).containsExactlyElementsOf(records);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GZIP"})
  void jeraReadsTheFilesThatTensorFlowWrites(String compression) {
    Path file = directory.resolve("theirs");
    var records = List.of(THEIRS.toByteArray(), new byte[0], new byte[100_000]);
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      var elements =
          tf.constant(
              TString.tensorOfBytes(NdArrays.vectorOfObjects(records.toArray(new byte[0][]))));
      var dataset = tf.data.tensorSliceDataset(List.of(elements), List.of(Shape.scalar()));
      tf.data.datasetToTfRecord(dataset, tf.constant(file.toString()), tf.constant(compression));
    }

    try (var reader = TfRecordReader.open(file)) {
      assertThat(ImmutableList.copyOf(reader)).containsExactlyElementsOf(records);
    }
  }

  /** By the first version of the op: Java's wrapper gives its name and the inputs of the second. */
  private static List<byte[]> readByTensorFlow(Path file, String compression) {
    var records = new ArrayList<byte[]>();
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      Operand<TString> files = tf.constant(StdArrays.ndCopyOf(new String[] {file.toString()}));
      Operand<TInt64> buffer = tf.constant(0L);
      var dataset =
          tf.scope()
              .opBuilder("TFRecordDataset", "TFRecordDataset")
              .addInput(files.asOutput())
              .addInput(tf.constant(compression).asOutput())
              .addInput(buffer.asOutput())
              .build()
              .<TType>output(0);
      List<Class<? extends TType>> types = List.of(TString.class);
      var iterator = tf.data.anonymousIterator(types, List.of(Shape.scalar()));
      tf.data.makeIterator(dataset, iterator);
      while (true) {
        var next = tf.data.iteratorGetNext(iterator, types, List.of(Shape.scalar()));
        records.add(((TString) next.iterator().next().asTensor()).asBytes().getObject());
      }
    } catch (TFOutOfRangeException e) {
      return records;
    }
  }
}
