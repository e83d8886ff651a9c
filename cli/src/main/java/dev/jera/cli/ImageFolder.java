package dev.jera.cli;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Ints;
import dev.jera.cli.Workload.Validation;
import dev.jera.datasets.IndexedDataset;
import dev.jera.datasets.image.BrokenImage;
import dev.jera.datasets.image.ImageDataset;
import dev.jera.datasets.image.ImageDirectory;
import dev.jera.runtime.JeraException;
import dev.jera.training.Fit;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A directory of the user's with a folder of images a class. A fifth of them is kept to test on; of
 * the others, a fifth is validated on, where that leaves images of every class to train on.
 *
 * @param root the directory
 * @param size what the images are scaled to, in pixels, without regard to their proportions
 * @param broken what becomes of images that cannot be decoded
 * @param shell where notes go
 */
record ImageFolder(Path root, int size, Broken broken, Shell shell) implements Source {
  static final int DEFAULT_SIZE = 64;
  static final int LEAST_SIZE = 8;
  static final int MOST_SIZE = 1024;

  private static final double TEST_SHARE = 0.2;
  private static final double VALIDATION_SHARE = 0.2;
  private static final int LEAST_IMAGES = 2;
  private static final int IMBALANCE = 3;
  private static final int SHOWN = 3;

  /** What becomes of images that cannot be decoded. */
  enum Broken {
    /** They are an error. */
    REFUSE,
    /** They are left out, and counted. */
    SKIP
  }

  @Override
  public String name() {
    return Objects.toString(root.toAbsolutePath().normalize().getFileName(), "images");
  }

  @Override
  public Workload load(long seed) {
    ImageDirectory listed = ImageDirectory.of(root);
    if (listed.ignored() > 0) {
      shell.note(
          "left out %,d files of %s that are not named as images (%s), or lie beside the folders"
              .formatted(listed.ignored(), root, String.join(", ", ImageDirectory.EXTENSIONS)));
    }
    ImageDirectory directory = whole(listed);
    List<String> names = directory.classNames();
    int[] counts = counts(directory);
    check(names, counts);
    List<IndexedDataset> parts = read(directory).stratifiedSplit(1 - TEST_SHARE, seed);
    IndexedDataset training = parts.get(0);
    return new Workload(
        name(),
        "a small convolutional network on %s".formatted(describe(names, counts)),
        Setup.of(
            SmallCnn.model(size, names.size()),
            OptimizerName.ADAM,
            SparseCategoricalCrossentropy.of(),
            Fit.epochs(20)
                .withBatchSize(16)
                .withValidationSplit(validationShare(training.size(), names.size()))),
        training,
        parts.get(1).toArrays(),
        Validation.NONE,
        names);
  }

  /** Decodes all images once, so that a broken one is told before the training. */
  private ImageDirectory whole(ImageDirectory directory) {
    List<BrokenImage> found = new ArrayList<>();
    ImageDirectory rest = directory.withoutBroken(found::add);
    if (found.isEmpty()) {
      return rest;
    }
    String images =
        found.stream()
            .limit(SHOWN)
            .map(image -> image.file().path().toString())
            .collect(Collectors.joining(", ", "", found.size() > SHOWN ? ", ..." : ""));
    if (broken == Broken.REFUSE) {
      throw new JeraException(
          "%,d of %,d images in %s cannot be decoded: %s (expected: whole images). %s Or give --skip-broken-images."
              .formatted(found.size(), directory.size(), root, images, found.get(0).message()));
    }
    shell.note(
        "left out %,d broken images of %,d: %s".formatted(found.size(), directory.size(), images));
    return rest;
  }

  /** In memory where they need no more than an eighth of it, else decoded in every epoch. */
  private IndexedDataset read(ImageDirectory directory) {
    ImageDataset images = ImageDataset.of(directory, size, size);
    long bytes = 3L * size * size * directory.size();
    return bytes <= Runtime.getRuntime().maxMemory() / 8 ? images.toArrays() : images;
  }

  /** None where it would leave a class without an image to train on: one of each comes first. */
  private static double validationShare(long images, int classes) {
    return Math.floor(images * (1 - VALIDATION_SHARE)) >= classes ? VALIDATION_SHARE : 0;
  }

  private void check(List<String> names, int[] counts) {
    if (names.size() < 2) {
      throw new JeraException(
          "%s has one folder, %s (expected: at least 2, one a class)"
              .formatted(root, names.get(0)));
    }
    for (int i = 0; i < counts.length; i++) {
      String name = names.get(i);
      if (counts[i] < LEAST_IMAGES) {
        throw new JeraException(
            "%s has one image (expected: at least %d in a class, to train and to test on)"
                .formatted(root.resolve(name), LEAST_IMAGES));
      }
      checkArgument(name.lines().count() == 1, "Folder '%s': (expected: a name of one line)", name);
    }
    int most = IntStream.of(counts).max().orElseThrow();
    int least = IntStream.of(counts).min().orElseThrow();
    if (most >= IMBALANCE * least) {
      shell.note(
          "'%s' has %,d images, '%s' %,d: look at the confusion matrix (--plots), not at the accuracy alone"
              .formatted(
                  names.get(Ints.indexOf(counts, most)),
                  most,
                  names.get(Ints.indexOf(counts, least)),
                  least));
    }
  }

  private static int[] counts(ImageDirectory directory) {
    int[] counts = new int[directory.classNames().size()];
    directory.files().forEach(file -> counts[file.label()]++);
    return counts;
  }

  /** As {@code 2 classes: circles 24, squares 30}. */
  private static String describe(List<String> names, int[] counts) {
    return IntStream.range(0, counts.length)
        .mapToObj(i -> "%s %,d".formatted(names.get(i), counts[i]))
        .collect(Collectors.joining(", ", counts.length + " classes: ", ""));
  }

  @Override
  public String next(Path bundle) {
    return "predict %s IMAGE".formatted(Shell.quote(Shell.show(bundle)));
  }
}
