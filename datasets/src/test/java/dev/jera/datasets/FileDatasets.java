package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkState;

import dev.jera.datasets.csv.Csv;
import dev.jera.datasets.csv.CsvLabel;
import dev.jera.datasets.image.ImageDataset;
import dev.jera.datasets.image.ImageDirectory;
import dev.jera.datasets.record.TfExample;
import dev.jera.datasets.record.TfRecordDataset;
import dev.jera.datasets.record.TfRecordWriter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.tensorflow.ndarray.NdArrays;

/** Small data sets of every kind of file. */
final class FileDatasets {

  private FileDatasets() {}

  static Csv csv(Path directory) throws IOException {
    Path file = directory.resolve("numbers.csv");
    Files.writeString(file, "a,label,b\n1,0,2\n3,1,4\n5,2,6\n7,0,8\n9,1,10\n");
    return Csv.of(file, CsvLabel.classNumber("label"));
  }

  /** Two files, one of them gzipped. */
  static TfRecordDataset records(Path directory) {
    Path first = directory.resolve("first.tfrecord");
    Path second = directory.resolve("second.tfrecord.gz");
    try (var one = TfRecordWriter.create(first);
        var two = TfRecordWriter.createGzipped(second)) {
      for (int i = 0; i < 7; i++) {
        (i < 4 ? one : two).append(TfExample.of().withFloats("x", i, -i).withLongs("y", i));
      }
    }
    return TfRecordDataset.of(List.of(first, second), FileDatasets::example);
  }

  static Example example(TfExample record) {
    return Example.of(
        NdArrays.vectorOf(record.floats("x")), NdArrays.scalarOf((int) record.number("y")));
  }

  /** Three classes of three images, of other sizes than their examples. */
  static ImageDataset images(Path directory) throws IOException {
    Path root = directory.resolve("images");
    for (int i = 0; i < 9; i++) {
      var image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i % 5, i % 4, 0xffffff);
      Path file = root.resolve("class" + i / 3).resolve(i + ".png");
      Files.createDirectories(file.getParent());
      checkState(ImageIO.write(image, "png", file.toFile()));
    }
    return ImageDataset.of(ImageDirectory.of(root), 3, 2);
  }
}
