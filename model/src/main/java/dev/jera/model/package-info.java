/**
 * Networks described: layers, models, their summaries and weights, and their export.
 *
 * <p>What describes is immutable and holds no native memory.
 */
@NullMarked
package dev.jera.model;

import org.jspecify.annotations.NullMarked;
