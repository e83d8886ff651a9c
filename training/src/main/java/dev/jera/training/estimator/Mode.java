package dev.jera.training.estimator;

/** For what a model function is called. */
public enum Mode {
  /** To train: {@link EstimatorSpec#train}. */
  TRAIN,
  /** To measure: {@link EstimatorSpec#evaluate}. */
  EVAL,
  /** To predict or to export: {@link EstimatorSpec#predict}. There are no labels. */
  PREDICT
}
