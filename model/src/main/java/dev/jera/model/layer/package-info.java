/**
 * The layers, in Keras' names and with Keras' defaults; this package holds what families of them
 * share.
 */
@NullMarked
package dev.jera.model.layer;

import org.jspecify.annotations.NullMarked;
