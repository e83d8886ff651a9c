/** Pictures of a training run, as PNG or SVG. */
@NullMarked
package dev.jera.training.plot;

import org.jspecify.annotations.NullMarked;
