/** Requests and answers, written to files of TensorFlow Serving's PredictionLog. */
@NullMarked
package dev.jera.server.log;

import org.jspecify.annotations.NullMarked;
