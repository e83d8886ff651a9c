package dev.jera.datasets.image;

/**
 * An image that cannot be decoded.
 *
 * @param file the image and its class
 * @param message what is wrong with it; begins with the path
 */
public record BrokenImage(ImageFile file, String message) {}
