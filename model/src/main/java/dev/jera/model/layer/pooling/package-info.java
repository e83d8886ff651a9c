/** Pooling: the largest or the mean of windows, or of everything. */
@NullMarked
package dev.jera.model.layer.pooling;

import org.jspecify.annotations.NullMarked;
