package dev.jera.model.layer.recurrent;

import dev.jera.model.Layer;

/**
 * A layer that goes from step to step of a sequence and takes a state along.
 *
 * <p>Jera's own unroll their steps, 10,000 at most: each adds its ops to the graph. To build a
 * model to train with an LSTM over 500 steps took 3 seconds, over 2,000 steps 17 (two cores).
 */
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
