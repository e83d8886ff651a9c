package dev.jera.model.layer;

import dev.jera.model.UnaryLayer;

/** A layer that moves a window over its input: what it gives at a place comes of one window. */
public interface Sliding extends UnaryLayer {

  /** The window that moves over the input. */
  Window window();

  /** Whether a place of the output comes of its window alone, and nothing but the output of it. */
  default boolean isLocal() {
    return true;
  }
}
