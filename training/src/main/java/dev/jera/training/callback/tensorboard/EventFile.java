package dev.jera.training.callback.tensorboard;

import dev.jera.datasets.OutputFile;
import dev.jera.datasets.record.TfRecordWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/** One event file, which TensorBoard reads while it is written. */
final class EventFile implements AutoCloseable {
  private static final String VERSION = "brain.Event:2";
  private static final double MILLIS = 1e3;

  /** Keeps apart the files that this process begins within one second. */
  private static final AtomicLong COUNT = new AtomicLong();

  private final TfRecordWriter writer;

  private EventFile(TfRecordWriter writer) {
    this.writer = writer;
  }

  /**
   * Begins a file. What earlier files of the directory have at this step and after it is out of
   * date from here on, and TensorBoard drops it.
   *
   * @param step the first that will be written
   * @throws dev.jera.datasets.DatasetException if the file cannot be written
   */
  static EventFile begin(Path directory, long step) {
    Path path = directory.resolve(name());
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw OutputFile.unwritable(path, e);
    }
    EventFile file = new EventFile(TfRecordWriter.create(path));
    file.append(event().setFileVersion(VERSION));
    SessionLog start = SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START).build();
    file.append(event().setStep(step).setSessionLog(start));
    file.flush();
    return file;
  }

  private static String name() {
    return String.format(
        Locale.ROOT,
        "events.out.tfevents.%010d.%s.%d.%d.v2",
        System.currentTimeMillis() / 1000,
        host(),
        ProcessHandle.current().pid(),
        COUNT.getAndIncrement());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static Event.Builder event() {
    return Event.newBuilder().setWallTime(System.currentTimeMillis() / MILLIS);
  }

  private void append(Event.Builder event) {
    writer.append(event.build().toByteArray());
  }

  /** Adds scalars by their tags; in the file they are float32. */
  void scalars(long step, Map<String, Double> values) {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (tag, value) -> summary.addValueBuilder().setTag(tag).setSimpleValue(value.floatValue()));
    add(step, summary.build());
  }

  void add(long step, Summary summary) {
    append(event().setStep(step).setSummary(summary));
  }

  void graph(GraphDef graph) {
    append(event().setGraphDef(graph.toByteString()));
  }

  void flush() {
    writer.flush();
  }

  @Override
  public void close() {
    writer.close();
  }
}
