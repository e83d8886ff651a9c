/** What Prometheus is told. */
@NullMarked
package dev.jera.server.metrics;

import org.jspecify.annotations.NullMarked;
