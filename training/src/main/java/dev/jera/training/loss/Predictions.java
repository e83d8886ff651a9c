package dev.jera.training.loss;

/** What a classifier's output stands for. */
public enum Predictions {
  /** Probabilities, as sigmoid gives them, or softmax, where they add up to 1. */
  PROBABILITIES,
  /** Logits: any values, of which sigmoid or softmax would make probabilities. */
  LOGITS
}
