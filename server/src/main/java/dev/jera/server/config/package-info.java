/** TensorFlow Serving's configuration files, in the text form of protocol buffers. */
@NullMarked
package dev.jera.server.config;

import org.jspecify.annotations.NullMarked;
