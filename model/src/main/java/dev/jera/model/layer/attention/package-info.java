/** Layers that look from everywhere to everywhere. */
@NullMarked
package dev.jera.model.layer.attention;

import org.jspecify.annotations.NullMarked;
