/** Layers that keep the scale of values. */
@NullMarked
package dev.jera.model.layer.normalization;

import org.jspecify.annotations.NullMarked;
