/** The Open Inference Protocol, version 2, as KServe and Triton speak it: over REST and gRPC. */
@NullMarked
package dev.jera.server.openinference;

import org.jspecify.annotations.NullMarked;
