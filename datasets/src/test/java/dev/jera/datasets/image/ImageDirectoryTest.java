package dev.jera.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.datasets.DatasetException;
import dev.jera.datasets.IndexedDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDirectoryTest {

  @TempDir private Path root;

  @Test
  void listsClassesAndFilesSorted() throws IOException {
    touch(
        "dogs/b.png", "dogs/a.JPG", "cats/old/9.gif", "cats/17.jpg", "cats/2.jpeg", "Birds/x.bmp");

    ImageDirectory images = ImageDirectory.of(root);

    assertThat(images.classNames()).containsExactly("Birds", "cats", "dogs");
    assertThat(images.files())
        .containsExactly(
            image("Birds/x.bmp", 0),
            image("cats/17.jpg", 1),
            image("cats/2.jpeg", 1),
            image("cats/old/9.gif", 1),
            image("dogs/a.JPG", 2),
            image("dogs/b.png", 2));
    assertThat(images.size()).isEqualTo(6);
    assertThat(images.ignored()).isZero();
  }

  @Test
  void countsFilesThatAreNoImagesAndSkipsWhatIsHidden() throws IOException {
    touch(
        "cats/1.jpg",
        "cats/notes.txt",
        "cats/raw",
        "readme.md",
        ".DS_Store",
        "cats/.2.jpg",
        ".git/x.png",
        "cats/.cache/3.jpg");
    Files.createDirectory(root.resolve("cats/empty"));

    ImageDirectory images = ImageDirectory.of(root);

    assertThat(images.classNames()).containsExactly("cats");
    assertThat(images.files()).containsExactly(image("cats/1.jpg", 0));
    assertThat(images.ignored()).isEqualTo(3);
  }

  @Test
  void followsLinks(@TempDir Path elsewhere) throws IOException {
    Files.createFile(elsewhere.resolve("1.png"));
    Files.createSymbolicLink(root.resolve("cats"), elsewhere);

    assertThat(ImageDirectory.of(root).files()).containsExactly(image("cats/1.png", 0));
  }

  @Test
  void refusesALinkToADirectoryAroundIt() throws IOException {
    touch("cats/1.jpg");
    Files.createSymbolicLink(root.resolve("cats/again"), root.resolve("cats"));

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> ImageDirectory.of(root))
        .withMessageStartingWith(root + " cannot be listed: ")
        .withMessageContaining("again");
  }

  @Test
  void namesTheFoldersWithoutImages() throws IOException {
    touch("cats/1.jpg", "cows/notes.txt");
    Files.createDirectory(root.resolve("dogs"));

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> ImageDirectory.of(root))
        .withMessage(
            "%s has folders without images: [cows, dogs] (expected: an image of [jpg, jpeg, png, bmp, gif] in each). Add images, or remove the folders.",
            root);
  }

  @Test
  void refusesWhatHasNoFolders() throws IOException {
    touch("1.jpg", "2.jpg");

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> ImageDirectory.of(root))
        .withMessage(
            "%s has no folders, and 2 files (expected: a folder of images a class). Sort the images into folders.",
            root);
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> ImageDirectory.of(root.resolve("1.jpg")))
        .withMessage(
            "No directory %s (expected: one with a folder of images a class). Check the path.",
            root.resolve("1.jpg"));
  }

  private ImageFile image(String path, int label) {
    return new ImageFile(root.resolve(path), label);
  }

  private void touch(String... paths) throws IOException {
    for (String path : paths) {
      Files.createDirectories(root.resolve(path).getParent());
      Files.createFile(root.resolve(path));
    }
  }

  @Test
  void leavesOutWhatCannotBeDecodedAndNamesIt() throws IOException {
    touch("cats/1.jpg", "cats/3.png", "dogs/1.jpg", "dogs/2.jpg");
    byte[] whole = ImageBytes.encode(ImageBytes.halves(), "jpg");
    Files.write(root.resolve("cats/2.jpg"), whole);
    Files.write(root.resolve("dogs/1.jpg"), Arrays.copyOf(whole, whole.length - 2));
    Files.write(root.resolve("dogs/2.jpg"), whole);
    var broken = new ArrayList<BrokenImage>();

    ImageDirectory images = ImageDirectory.of(root).withoutBroken(broken::add);

    assertThat(images.files()).containsExactly(image("cats/2.jpg", 0), image("dogs/2.jpg", 1));
    assertThat(broken)
        .extracting(BrokenImage::file)
        .containsExactly(image("cats/1.jpg", 0), image("cats/3.png", 0), image("dogs/1.jpg", 1));
    assertThat(broken.get(2).message())
        .isEqualTo(
            root.resolve("dogs/1.jpg")
                + ": truncated, it has no end-of-image marker (expected: a JPEG, PNG, BMP or GIF image). Get the file again, or remove it.");
    assertThat(images.withoutBroken(again -> broken.clear())).isEqualTo(images);
    assertThat(broken).hasSize(3);
  }

  /** None of these files could be decoded. */
  @Test
  void splitsAFewImagesByClassAndDecodesNone() throws IOException {
    touch("cats/1.jpg", "cats/2.jpg", "cows/1.jpg", "cows/2.jpg", "cows/3.jpg", "cows/4.jpg");
    var images = ImageDataset.of(ImageDirectory.of(root), 8, 8);

    List<IndexedDataset> parts = images.stratifiedSplit(0.8, 1);

    assertThat(images.label(1)).isZero();
    assertThat(images.label(2)).isEqualTo(1);
    assertThat(parts).extracting(IndexedDataset::size).containsExactly(4L, 2L);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> images.label(6))
        .withMessage("index: 6 (expected: 0..5)");
  }

  @Test
  void splitsAFolderOfTwoToFourImagesAClass() throws IOException {
    byte[] image = ImageBytes.encode(ImageBytes.halves(), "png");
    for (String path : List.of("a/1", "a/2", "b/1", "b/2", "b/3", "c/1", "c/2", "c/3", "c/4")) {
      Files.createDirectories(root.resolve(path).getParent());
      Files.write(root.resolve(path + ".png"), image);
    }

    List<IndexedDataset> parts =
        ImageDataset.of(ImageDirectory.of(root), 8, 8).stratifiedSplit(0.8, 42);

    assertThat(parts.get(0).classCounts()).isEqualTo(Map.of(0, 1L, 1, 2L, 2, 3L));
    assertThat(parts.get(1).classCounts()).isEqualTo(Map.of(0, 1L, 1, 1L, 2, 1L));
  }

  @Test
  void namesTheFoldersWithBrokenImagesAlone() throws IOException {
    touch("cats/1.jpg", "dogs/1.jpg");
    Files.write(root.resolve("dogs/1.jpg"), ImageBytes.encode(ImageBytes.halves(), "jpg"));
    ImageDirectory images = ImageDirectory.of(root);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> images.withoutBroken(broken -> {}))
        .withMessage(
            "%s has folders with broken images alone: [cats] (expected: a whole image in each). Get the images again, or remove the folders.",
            root);
  }

  /** It may be whole: a disk that fails must not make a smaller data set of this one. */
  @Test
  void takesAFileThatCannotBeReadForNoBrokenImage() throws IOException {
    touch("cats/1.jpg", "cats/2.jpg");
    ImageDirectory images = ImageDirectory.of(root);
    Files.delete(root.resolve("cats/2.jpg"));

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> images.withoutBroken(broken -> {}))
        .withMessageContaining("No file " + root.resolve("cats/2.jpg"));
  }
}
