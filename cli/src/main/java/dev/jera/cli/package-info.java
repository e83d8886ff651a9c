/** The {@code jera} command: trains, evaluates, predicts, inspects. */
@NullMarked
package dev.jera.cli;

import org.jspecify.annotations.NullMarked;
