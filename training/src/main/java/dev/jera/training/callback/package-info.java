/** Who watches a training run. */
@NullMarked
package dev.jera.training.callback;

import org.jspecify.annotations.NullMarked;
