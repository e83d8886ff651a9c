/** Models as TensorFlow runs them fastest: the same function, weights and names, by other ops. */
@NullMarked
package dev.jera.model.rewriting;

import org.jspecify.annotations.NullMarked;
