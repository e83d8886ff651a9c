package dev.jera.bench;

import dev.jera.datasets.ArrayDataset;
import dev.jera.model.Weights;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The training loop around {@link RawNet}: batches are gathered from byte arrays. */
final class RawLoop implements Contender {
  private static final int PIXELS = 28 * 28;

  private final byte[] pixels;
  private final byte[] labels;
  private final int batchSize;
  private final RawNet net;
  private final Random random = new Random(1);

  /**
   * @param data uint8 images [n, 28, 28, 1] and uint8 labels [n]
   * @param batchSize what n is a multiple of
   * @param initial the first values of the weights, by Jera's names
   * @param network its ops
   */
  RawLoop(ArrayDataset data, int batchSize, Weights initial, RawGraph network) {
    this.pixels = bytes((ByteNdArray) data.features());
    this.labels = bytes((ByteNdArray) data.labels());
    this.batchSize = batchSize;
    this.net = new RawNet(initial, network);
  }

  @Override
  public double trainInOrder() {
    return train(IntStream.range(0, labels.length).toArray());
  }

  @Override
  public double trainShuffled() {
    int[] order = IntStream.range(0, labels.length).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return train(order);
  }

  private double train(int[] order) {
    byte[] images = new byte[batchSize * PIXELS];
    byte[] digits = new byte[batchSize];
    double sum = 0;
    for (int from = 0; from < order.length; from += batchSize) {
      for (int row = 0; row < batchSize; row++) {
        int example = order[from + row];
        System.arraycopy(pixels, example * PIXELS, images, row * PIXELS, PIXELS);
        digits[row] = labels[example];
      }
      sum += net.step(images, digits);
    }
    return sum * batchSize / order.length;
  }

  private static byte[] bytes(ByteNdArray array) {
    byte[] bytes = new byte[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(bytes, false, false));
    return bytes;
  }

  @Override
  public void close() {
    net.close();
  }
}
