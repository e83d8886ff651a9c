/** The model server: TensorFlow Serving's wire and the Open Inference Protocol. */
@NullMarked
package dev.jera.server;

import org.jspecify.annotations.NullMarked;
