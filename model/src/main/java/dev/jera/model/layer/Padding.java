package dev.jera.model.layer;

/** What happens where a window would reach over the edge. */
public enum Padding {
  /** Windows stay inside: the output is smaller. */
  VALID,
  /** The edge is padded so that the output has the size of the input divided by the stride. */
  SAME
}
