/** Training: a model, an optimizer, a loss and metrics, alive on a TensorFlow session. */
@NullMarked
package dev.jera.training;

import org.jspecify.annotations.NullMarked;
