package dev.jera.model.layer.preprocessing;

/** What stands beyond the edges of an image {@code a b c d}. */
public enum FillMode {
  /** Its mirror image: {@code d c b a | a b c d | d c b a}. */
  REFLECT,
  /** One value everywhere: {@code k k k k | a b c d | k k k k}. */
  CONSTANT,
  /** The image again: {@code a b c d | a b c d | a b c d}. */
  WRAP,
  /** The pixel at the edge: {@code a a a a | a b c d | d d d d}. */
  NEAREST
}
