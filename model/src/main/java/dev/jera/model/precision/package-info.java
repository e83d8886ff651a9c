/** Ops that compute in floats of 16 bits where TensorFlow can, and in float32 where it must. */
@NullMarked
package dev.jera.model.precision;

import org.jspecify.annotations.NullMarked;
