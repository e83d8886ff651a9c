package dev.jera.cli;

import dev.jera.model.Model;
import dev.jera.training.Fit;
import dev.jera.training.loss.Loss;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.LearningRate;
import java.util.Optional;

/**
 * What is trained, and how unless an option says otherwise.
 *
 * @param model the network: images in, a value a class out
 * @param optimizer how gradients change its weights
 * @param learningRate the optimizer's, where it is not its own default
 * @param loss what is made small
 * @param fit epochs, steps, batch size, and the share that is validated on
 */
record Setup(
    Model model, OptimizerName optimizer, Optional<LearningRate> learningRate, Loss loss, Fit fit) {

  /** With the optimizer's own learning rate. */
  static Setup of(Model model, OptimizerName optimizer, Loss loss, Fit fit) {
    return new Setup(model, optimizer, Optional.empty(), loss, fit);
  }

  /** Whether the model gives logits rather than probabilities. */
  boolean givesLogits() {
    return loss.equals(SparseCategoricalCrossentropy.ofLogits());
  }
}
