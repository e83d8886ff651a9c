/** The model server under load, from another process. */
@NullMarked
package dev.jera.bench.server;

import org.jspecify.annotations.NullMarked;
