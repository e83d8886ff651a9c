/** Event files that TensorBoard reads. */
@NullMarked
package dev.jera.training.callback.tensorboard;

import org.jspecify.annotations.NullMarked;
