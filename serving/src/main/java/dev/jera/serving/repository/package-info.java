/**
 * Models in directories of numbered versions, loaded, swapped and drained while they are called.
 *
 * <p>The rules are TensorFlow Serving's: a new version is loaded before the old one is unloaded,
 * and calls under way finish on the version that they began with.
 */
@NullMarked
package dev.jera.serving.repository;

import org.jspecify.annotations.NullMarked;
