/** TensorFlow Serving's gRPC API, health and reflection. */
@NullMarked
package dev.jera.server.grpc;

import org.jspecify.annotations.NullMarked;
