/** What training makes small. */
@NullMarked
package dev.jera.training.loss;

import org.jspecify.annotations.NullMarked;
