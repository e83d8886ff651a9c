package dev.jera.datasets.image;

import com.google.common.collect.ImmutableSet;
import dev.jera.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory of images with one folder a class, as Keras' {@code image_dataset_from_directory}
 * takes it: {@code pets/cats/17.jpg}, {@code pets/dogs/old/3.png}.
 *
 * <p>Images are files named .jpg, .jpeg, .png, .bmp or .gif, in upper or lower case, at any depth
 * below the folder of their class. What begins with a dot is not looked at. It is only listed here;
 * {@link Images#read} decodes a file.
 *
 * @param root the directory
 * @param classNames the names of its folders, sorted; the place of a name is the number of its
 *     class
 * @param files all images, by class, and within a class sorted by path
 * @param ignored how many files are no images by their name, or lie beside the folders
 * @see <a href="https://keras.io/api/data_loading/image/">Keras image data loading</a>
 */
public record ImageDirectory(
    Path root, List<String> classNames, List<ImageFile> files, int ignored) {

  /** The extensions of images, in lower case. */
  public static final ImmutableSet<String> EXTENSIONS =
      ImmutableSet.of("jpg", "jpeg", "png", "bmp", "gif");

  /** Copies the lists. */
  public ImageDirectory {
    classNames = List.copyOf(classNames);
    files = List.copyOf(files);
  }

  /**
   * Lists a directory.
   *
   * @throws DatasetException if it is missing, has no folders, or a folder of it has no image
   */
  public static ImageDirectory of(Path root) {
    if (!Files.isDirectory(root)) {
      throw new DatasetException(
          "No directory %s (expected: one with a folder of images a class). Check the path."
              .formatted(root));
    }
    try {
      return new ImageLister(root).list();
    } catch (IOException e) {
      throw new DatasetException(
          "%s cannot be listed: %s. Check that you may read all that is in it.".formatted(root, e),
          e);
    }
  }

  /** How many images there are. */
  public int size() {
    return files.size();
  }
}
