package dev.jera.model.layer.recurrent;

import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.regularizer.Regularizer;

/** The components that Keras' recurrent layers share. */
interface RecurrentLayer extends Recurrent {
  int units();

  Activation activation();

  /** That of the gates, where there are any. */
  default Activation recurrentActivation() {
    return activation();
  }

  boolean useBias();

  Initializer kernelInitializer();

  Initializer recurrentInitializer();

  Regularizer kernelRegularizer();

  Regularizer recurrentRegularizer();

  Regularizer biasRegularizer();

  Regularizer activityRegularizer();

  Constraint kernelConstraint();

  Constraint recurrentConstraint();

  Constraint biasConstraint();

  double dropout();

  @Override
  default boolean isPerExample() {
    return activation().isPerExample() && recurrentActivation().isPerExample();
  }
}
