package dev.jera.datasets.image;

import com.google.common.io.MoreFiles;
import dev.jera.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Walks the folders of an image directory. Follows links, as large data sets are often made of
 * them.
 */
final class ImageLister extends SimpleFileVisitor<Path> {

  private final Path root;
  private final List<Path> inClass = new ArrayList<>();
  private int ignored;

  ImageLister(Path root) {
    this.root = root;
  }

  ImageDirectory list() throws IOException {
    List<String> names = classNames();
    var files = new ArrayList<ImageFile>();
    var empty = new ArrayList<String>();
    for (int label = 0; label < names.size(); label++) {
      inClass.clear();
      Files.walkFileTree(
          root.resolve(names.get(label)),
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          this);
      if (inClass.isEmpty()) {
        empty.add(names.get(label));
      }
      // By text, which is the same on every platform; paths compare as their file system likes.
      inClass.sort(Comparator.comparing(Path::toString));
      for (Path file : inClass) {
        files.add(new ImageFile(file, label));
      }
    }
    if (!empty.isEmpty()) {
      throw new DatasetException(
          "%s has folders without images: %s (expected: an image of %s in each). Add images, or remove the folders."
              .formatted(root, empty, ImageDirectory.EXTENSIONS));
    }
    return new ImageDirectory(root, names, files, ignored);
  }

  private List<String> classNames() throws IOException {
    var names = new ArrayList<String>();
    try (Stream<Path> entries = Files.list(root)) {
      entries
          .filter(entry -> !isHidden(entry))
          .forEach(
              entry -> {
                if (Files.isDirectory(entry)) {
                  names.add(entry.getFileName().toString());
                } else {
                  ignored++;
                }
              });
    }
    if (names.isEmpty()) {
      throw new DatasetException(
          "%s has no folders, and %d files (expected: a folder of images a class). Sort the images into folders."
              .formatted(root, ignored));
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  /** By its name alone, which costs no look at the file. */
  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    return isHidden(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (!isHidden(file)) {
      String extension = MoreFiles.getFileExtension(file).toLowerCase(Locale.ROOT);
      if (attributes.isRegularFile() && ImageDirectory.EXTENSIONS.contains(extension)) {
        inClass.add(file);
      } else {
        ignored++;
      }
    }
    return FileVisitResult.CONTINUE;
  }
}
