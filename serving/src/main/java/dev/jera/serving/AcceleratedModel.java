package dev.jera.serving;

import dev.jera.runtime.TensorData;
import java.util.List;

/** A bundle that an {@link Accelerator} answers. Any number of threads may ask at once. */
public interface AcceleratedModel extends AutoCloseable {
  /**
   * Answers a call.
   *
   * @param signature the name of what is called
   * @param inputs in the order of the signature's inputs, of their dtypes and of shapes that fit,
   *     with one element at least in each
   * @param outputs the names of the outputs that are wanted
   * @return the outputs, in this order
   * @throws AcceleratorException if it cannot; TensorFlow is asked then
   */
  List<TensorData> run(String signature, List<TensorData> inputs, List<String> outputs);

  /** What it is, in words that follow "answered by", such as the engine's name and version. */
  String description();

  /** Frees what it holds; no call is under way. */
  @Override
  void close();
}
