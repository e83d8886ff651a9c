/** Deeplearning4j, measured beside Jera. */
@NullMarked
package dev.jera.bench.dl4j;

import org.jspecify.annotations.NullMarked;
