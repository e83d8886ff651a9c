package dev.jera.cli;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.IndexedDataset;
import java.util.List;

/**
 * What is trained, with its data in reach.
 *
 * @param name the name of the recipe or of the folder of images
 * @param description what it is, in a few words
 * @param setup the network, and how it is trained
 * @param training what it is trained on, and validated where a share of it is asked for
 * @param test what it is tested on
 * @param validation what it is validated on where no share of the training images is
 * @param classNames the names of the classes, by number
 */
record Workload(
    String name,
    String description,
    Setup setup,
    IndexedDataset training,
    ArrayDataset test,
    Validation validation,
    List<String> classNames) {

  /** What is validated on where no share of the training images is. */
  enum Validation {
    /** Nothing. */
    NONE,
    /** The test images. */
    TEST_IMAGES
  }
}
