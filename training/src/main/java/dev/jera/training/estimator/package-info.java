/** Step-driven training from a model function, in the way of TensorFlow's tf.estimator. */
@NullMarked
package dev.jera.training.estimator;

import org.jspecify.annotations.NullMarked;
