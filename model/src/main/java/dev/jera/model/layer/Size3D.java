package dev.jera.model.layer;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * A depth, a height and a width, in voxels.
 *
 * @param depth at least 1
 * @param height at least 1
 * @param width at least 1
 */
public record Size3D(int depth, int height, int width) {

  /** Checks that all are at least 1. */
  public Size3D {
    checkArgument(
        depth > 0 && height > 0 && width > 0,
        "size: %s x %s x %s (expected: all >= 1)",
        depth,
        height,
        width);
  }

  /** A cube. */
  public static Size3D of(int side) {
    return new Size3D(side, side, side);
  }

  /** A box. */
  public static Size3D of(int depth, int height, int width) {
    return new Size3D(depth, height, width);
  }

  /** Depth, then height, then width. */
  public List<Integer> toList() {
    return List.of(depth, height, width);
  }
}
