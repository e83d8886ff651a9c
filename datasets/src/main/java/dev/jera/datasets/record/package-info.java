/** TensorFlow's files of records, and the examples in them. */
@NullMarked
package dev.jera.datasets.record;

import org.jspecify.annotations.NullMarked;
