/**
 * Labelled examples, in memory or read one after the other, what can be done with them, and where
 * to get some: MNIST, Fashion-MNIST, IDX files.
 *
 * <p>Pixels and labels stay the bytes that their files hold: a {@link
 * org.tensorflow.ndarray.ByteNdArray} is uint8 here (0..255), as in TensorFlow's TUint8.
 *
 * <pre>{@code
 * List<IndexedDataset> parts = Mnist.train().shuffleOnce(7).split(0.9);
 * Dataset train = parts.get(0).shuffle(7)
 *   .map(7, (example, random) -> augment(example, random))
 *   .prefetch(256);
 * IndexedDataset validation = parts.get(1);
 * }</pre>
 */
@NullMarked
package dev.jera.datasets;

import org.jspecify.annotations.NullMarked;
