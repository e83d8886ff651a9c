/** Convolutions. */
@NullMarked
package dev.jera.model.layer.convolution;

import org.jspecify.annotations.NullMarked;
