package dev.jera.bench.peers;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Engine;
import dev.jera.bench.engine.Examples;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.model.ModelExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** What the engines' processes share: MNIST, and the nets as SavedModels. */
final class SharedFiles {
  private SharedFiles() {}

  /**
   * Writes them.
   *
   * @param directory is made anew
   * @param copies how many times the 60,000 training examples are there, one after the other
   * @param widths the nets'
   */
  static void write(Path directory, int copies, List<Double> widths) throws IOException {
    if (Files.exists(directory)) {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    Files.createDirectories(directory);
    write(directory, "train", Mnist.train(), copies);
    write(directory, "test", Mnist.test(), 1);
    for (double width : widths) {
      Cnn net = new Cnn(width);
      ModelExporter.export(
          JeraCnn.model(net), JeraCnn.weights(net), Engine.bundle(directory, net), List.of());
    }
  }

  private static void write(Path directory, String name, ArrayDataset data, int copies)
      throws IOException {
    Examples.write(directory, name, bytes(data.features(), copies), bytes(data.labels(), copies));
  }

  private static byte[] bytes(NdArray<?> array, int copies) {
    int size = Math.toIntExact(array.size());
    byte[] bytes = new byte[size];
    ((ByteNdArray) array).copyTo(DataBuffers.of(bytes, false, false));
    byte[] all = Arrays.copyOf(bytes, Math.multiplyExact(size, copies));
    for (int copy = 1; copy < copies; copy++) {
      System.arraycopy(bytes, 0, all, copy * size, size);
    }
    return all;
  }
}
