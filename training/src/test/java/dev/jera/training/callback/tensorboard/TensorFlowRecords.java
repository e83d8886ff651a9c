package dev.jera.training.callback.tensorboard;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.jera.runtime.NativeSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;
import org.tensorflow.types.TString;

/** What TensorFlow's own kernels make of event files and of values. */
final class TensorFlowRecords {
  private static final DataType[] TYPES = {DataType.DT_STRING};
  private static final Shape[] SHAPES = {Shape.scalar()};

  private TensorFlowRecords() {}

  /** The events of a file, read and checked by TensorFlow's record reader. */
  static List<Event> read(Path file) throws InvalidProtocolBufferException {
    NativeSettings.ensureLoaded();
    List<Event> events = new ArrayList<>();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Output<?> records =
          tf.scope()
              .opBuilder("TFRecordDataset", "records")
              .addInput(tf.constant(file.toString()).asOutput())
              .addInput(tf.constant("").asOutput())
              .addInput(tf.constant(0L).asOutput())
              .build()
              .output(0);
      Output<?> iterator =
          tf.scope()
              .opBuilder("IteratorV2", "iterator")
              .setAttr("shared_name", "")
              .setAttr("container", "")
              .setAttr("output_types", TYPES)
              .setAttr("output_shapes", SHAPES)
              .build()
              .output(0);
      var begin =
          tf.scope()
              .opBuilder("MakeIterator", "begin")
              .addInput(records)
              .addInput(iterator)
              .build();
      Output<?> next =
          tf.scope()
              .opBuilder("IteratorGetNext", "next")
              .addInput(iterator)
              .setAttr("output_types", TYPES)
              .setAttr("output_shapes", SHAPES)
              .build()
              .output(0);
      try (Session session = new Session(graph)) {
        session.runner().addTarget(begin.name()).run().close();
        while (true) {
          try (Result result = session.runner().fetch(next).run()) {
            events.add(Event.parseFrom(((TString) result.get(0)).asBytes().getObject()));
          }
        }
      } catch (TFOutOfRangeException e) {
        return events;
      }
    }
  }

  /** The summary that an op of TensorFlow makes. */
  static Summary summary(Function<Ops, Operand<TString>> op) throws InvalidProtocolBufferException {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Operand<TString> summary = op.apply(Ops.create(graph));
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(summary).run()) {
        return Summary.parseFrom(((TString) result.get(0)).asBytes().getObject());
      }
    }
  }
}
