/**
 * Images as arrays of pixels, and directories of labelled ones as examples.
 *
 * <pre>{@code
 * ImageDirectory pets = ImageDirectory.of(Path.of("pets")).withoutBroken(System.err::println);
 * List<IndexedDataset> parts = ImageDataset.of(pets, 160, 160).shuffleOnce(7).split(0.8);
 * IndexedDataset train = parts.get(0);
 * IndexedDataset validation = parts.get(1);
 * List<String> labels = pets.classNames();
 * }</pre>
 *
 * <p>Images are decoded while they are asked for, ahead of the reader on all processors.
 */
@NullMarked
package dev.jera.datasets.image;

import org.jspecify.annotations.NullMarked;
