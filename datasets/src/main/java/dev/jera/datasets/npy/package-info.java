/**
 * NumPy's files of arrays: {@code .npy}, and {@code .npz} for several by name.
 *
 * <pre>{@code
 * Path file = Path.of("mnist.npz");
 * ArrayDataset train = Npz.dataset(file, "x_train", "y_train");
 * ArrayDataset test = Npz.dataset(file, "x_test", "y_test");
 * NdArray<?> embeddings = Npy.read(Path.of("embeddings.npy"));
 * Npz.write(Path.of("copy.npz"), Npz.read(file));
 * }</pre>
 *
 * <p>Arrays are read whole, into memory.
 */
@NullMarked
package dev.jera.datasets.npy;

import org.jspecify.annotations.NullMarked;
