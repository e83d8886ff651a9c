/** NumPy's files of arrays: {@code .npy}, and {@code .npz} for several by name. */
@NullMarked
package dev.jera.datasets.npy;

import org.jspecify.annotations.NullMarked;
