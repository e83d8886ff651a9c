/**
 * Java's own values as what a signature takes: records for its inputs and outputs, and tf.Examples
 * built from maps and records.
 */
@NullMarked
package dev.jera.serving.mapping;

import org.jspecify.annotations.NullMarked;
