/** Functions of each value, or of an axis: as a part of a layer, or as one. */
@NullMarked
package dev.jera.model.layer.activation;

import org.jspecify.annotations.NullMarked;
