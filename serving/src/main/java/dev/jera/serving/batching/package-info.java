/**
 * Micro-batching: requests of many callers answered by one run of TensorFlow.
 *
 * <p>It wraps a {@link dev.jera.serving.Predictor} by its public face.
 */
@NullMarked
package dev.jera.serving.batching;

import org.jspecify.annotations.NullMarked;
