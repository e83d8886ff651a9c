package dev.jera.bench.peers;

import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Examples;
import dev.jera.bench.engine.LineServer;
import dev.jera.datasets.Dataset;
import dev.jera.datasets.Example;
import dev.jera.datasets.record.TfExample;
import dev.jera.datasets.record.TfRecordDataset;
import dev.jera.datasets.record.TfRecordWriter;
import dev.jera.runtime.NativeSettings;
import dev.jera.training.Fit;
import dev.jera.training.Fit.Order;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A process in which Jera trains on examples that it reads from a TFRecord file as it goes,
 * shuffled through a buffer of {@value #BUFFER}. Its commands are {@code hold n}, which here says
 * how many there are, and {@code train batch steps}, as in {@link
 * dev.jera.bench.engine.EngineServer}.
 */
final class StreamServer {
  private static final int BUFFER = 1_000;
  private static final int AHEAD = 256;
  private static final String IMAGE = "image";
  private static final String LABEL = "label";

  private final Trainer trainer;
  private final Dataset all;
  private long held;

  private StreamServer(Path directory, Cnn net) {
    trainer = Trainer.compile(JeraCnn.model(net), Adam.of(), SparseCategoricalCrossentropy.of());
    trainer.assign(JeraCnn.weights(net));
    all = TfRecordDataset.of(file(directory), StreamServer::example);
  }

  /** Serves; see {@link LineServer}. */
  public static void main(String[] args) {
    NativeSettings.ensureLoaded();
    StreamServer server = new StreamServer(Path.of(args[0]), new Cnn(Double.parseDouble(args[1])));
    LineServer.run(server::run);
  }

  private String run(List<String> words) {
    return switch (words.get(0)) {
      case "hold" -> {
        held = Long.parseLong(words.get(1));
        yield "";
      }
      case "train" -> train(Integer.parseInt(words.get(1)), Long.parseLong(words.get(2)));
      default -> throw new IllegalArgumentException("No command " + words.get(0));
    };
  }

  private String train(int batchSize, long steps) {
    Dataset data = all.take(Math.min(held, batchSize * steps)).shuffle(BUFFER, 1).prefetch(AHEAD);
    long start = System.nanoTime();
    Fit fit = Fit.epochs(1).withBatchSize(batchSize).withOrder(Order.GIVEN);
    double loss = trainer.fit(data, fit).last("loss");
    return System.nanoTime() - start + " " + loss;
  }

  /** Writes the file from the training examples that all engines have. */
  static void write(Path directory, int examples) throws IOException {
    Examples train = Examples.read(directory, "train", examples);
    try (TfRecordWriter writer = TfRecordWriter.create(file(directory))) {
      for (int i = 0; i < examples; i++) {
        int from = i * Examples.PIXELS;
        byte[] image = Arrays.copyOfRange(train.pixels(), from, from + Examples.PIXELS);
        writer.append(TfExample.of().withBytes(IMAGE, image).withLongs(LABEL, train.labels()[i]));
      }
    }
  }

  private static Path file(Path directory) {
    return directory.resolve("train.tfrecord");
  }

  private static Example example(TfExample record) {
    return Example.of(
        NdArrays.wrap(
            Shape.of(Examples.SIDE, Examples.SIDE, 1),
            DataBuffers.of(record.bytes(IMAGE), false, false)),
        NdArrays.scalarOf((byte) record.number(LABEL)));
  }
}
