package dev.jera.training.loss;

/** What a classifier's output stands for. */
public enum Predictions {
  /** Probabilities, which add up to 1, as softmax gives them. */
  PROBABILITIES,
  /** Logits: any values, of which softmax would make probabilities. */
  LOGITS
}
