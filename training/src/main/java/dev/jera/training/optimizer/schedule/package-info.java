/** Learning rates that the number of the step decides. */
@NullMarked
package dev.jera.training.optimizer.schedule;

import org.jspecify.annotations.NullMarked;
