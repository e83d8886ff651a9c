/**
 * Whether a graph answers each row of a batch by itself, and the batch cut into parts that run at
 * once.
 */
@NullMarked
package dev.jera.serving.rows;

import org.jspecify.annotations.NullMarked;
