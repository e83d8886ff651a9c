package dev.jera.model.layer.recurrent;

import dev.jera.model.Layer;

/** A layer that goes from step to step of a sequence and takes a state along. */
public interface Recurrent extends Layer {

  /** Whether it gives the output of every step, in the order it went, or of the last one alone. */
  boolean returnSequences();

  /** Whether the state after the last step follows the output. */
  boolean returnState();

  /** Whether it goes from the last step to the first. */
  boolean goBackwards();

  /** The same layer, from the last step to the first. */
  Recurrent backwards();
}
