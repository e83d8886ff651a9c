package dev.jera.datasets.image;

import java.nio.file.Path;

/**
 * An image and its class.
 *
 * @param path of the file
 * @param label the number of its class, from 0
 */
public record ImageFile(Path path, int label) {}
