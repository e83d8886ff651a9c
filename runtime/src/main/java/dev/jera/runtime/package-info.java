/**
 * TensorFlow Java made safe: native settings, devices, dtypes, tensors, variables and checkpoints.
 */
@NullMarked
package dev.jera.runtime;

import org.jspecify.annotations.NullMarked;
