package dev.jera.onnx;

/** How nodes of an op become ONNX's. */
interface Op {
  /**
   * Adds what stands for a node to ONNX's graph, and tells its outputs what they are.
   *
   * @throws dev.jera.serving.AcceleratorException if ONNX has nothing for it
   */
  void translate(Node node);
}
