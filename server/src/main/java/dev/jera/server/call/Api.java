package dev.jera.server.call;

/** What is asked of a model, in TensorFlow Serving's words. */
public enum Api {
  /** Tensors for tensors; the Open Inference Protocol's infer, too. */
  PREDICT("Predict"),
  /** Labels and scores for examples. */
  CLASSIFY("Classify"),
  /** Values for examples. */
  REGRESS("Regress"),
  /** Several of the two before, on the same examples. */
  MULTI_INFERENCE("MultiInference");

  private final String word;

  Api(String word) {
    this.word = word;
  }

  /** As in metrics. */
  @Override
  public String toString() {
    return word;
  }
}
