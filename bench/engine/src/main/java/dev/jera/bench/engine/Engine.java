package dev.jera.bench.engine;

import java.nio.file.Path;

/** A library that is measured. Its process knows no other one: their class paths clash. */
public interface Engine {

  /** What computes below the library, and its version. */
  String backend();

  /**
   * Makes the net ready to answer.
   *
   * @param directory holds the net as a SavedModel, see {@link #bundle}; what else an engine would
   *     have saved before it is deployed it leaves there
   */
  Inference inference(Cnn net, Path directory) throws Exception;

  /**
   * Makes the net ready to learn, by Adam at 0.001 from the softmax's cross-entropy.
   *
   * @throws UnsupportedOperationException if the library does not train
   */
  Training training(Cnn net, Examples examples) throws Exception;

  /**
   * Where the net lies as a SavedModel: uint8 [n, 28, 28, 1] in, probabilities [n, 10] out.
   *
   * @param directory what the engines share
   */
  static Path bundle(Path directory, Cnn net) {
    return directory.resolve("width" + net.width()).resolve("1");
  }
}
