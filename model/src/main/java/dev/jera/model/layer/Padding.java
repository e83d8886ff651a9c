package dev.jera.model.layer;

/** What happens where a window would reach over the edge. */
public enum Padding {
  /** Windows stay inside: the output is smaller. */
  VALID,
  /** Zeros at the edges, so that the output has the size of the input divided by the stride. */
  SAME,
  /** Zeros before the first step only, so that no output sees a later input; in one dimension. */
  CAUSAL
}
