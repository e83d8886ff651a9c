/** Measures Jera against TensorFlow Java without it. */
@NullMarked
package dev.jera.bench;

import org.jspecify.annotations.NullMarked;
