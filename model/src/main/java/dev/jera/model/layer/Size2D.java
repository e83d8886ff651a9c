package dev.jera.model.layer;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * A height and a width, in pixels.
 *
 * @param height at least 1
 * @param width at least 1
 */
public record Size2D(int height, int width) {

  /** Checks that both are at least 1. */
  public Size2D {
    checkArgument(height > 0 && width > 0, "size: %s x %s (expected: both >= 1)", height, width);
  }

  /** A square. */
  public static Size2D of(int side) {
    return new Size2D(side, side);
  }

  /** A rectangle. */
  public static Size2D of(int height, int width) {
    return new Size2D(height, width);
  }

  /** Height, then width. */
  public List<Integer> toList() {
    return List.of(height, width);
  }
}
