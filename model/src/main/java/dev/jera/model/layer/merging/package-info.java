/** Layers that make one tensor of several. */
@NullMarked
package dev.jera.model.layer.merging;

import org.jspecify.annotations.NullMarked;
