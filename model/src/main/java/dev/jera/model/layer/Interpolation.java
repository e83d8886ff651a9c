package dev.jera.model.layer;

/** How a value between pixels is made. */
public enum Interpolation {
  /** The nearest pixel. */
  NEAREST,
  /** The mean of the four pixels around, weighted by how near they are. */
  BILINEAR
}
