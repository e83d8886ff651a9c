/** TensorFlow Serving's REST API. */
@NullMarked
package dev.jera.server.rest;

import org.jspecify.annotations.NullMarked;
