/** Layers that only move values, leave some out or repeat them. */
@NullMarked
package dev.jera.model.layer.reshaping;

import org.jspecify.annotations.NullMarked;
