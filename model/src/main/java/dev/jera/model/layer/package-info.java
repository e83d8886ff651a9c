/** The layers, in Keras' names and with Keras' defaults. */
@NullMarked
package dev.jera.model.layer;

import org.jspecify.annotations.NullMarked;
