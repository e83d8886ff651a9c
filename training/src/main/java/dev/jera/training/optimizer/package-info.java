/** How gradients change weights. */
@NullMarked
package dev.jera.training.optimizer;

import org.jspecify.annotations.NullMarked;
