/** JSON in and out, tensors included, in the columnar forms of TensorFlow Serving. */
@NullMarked
package dev.jera.cli.json;

import org.jspecify.annotations.NullMarked;
