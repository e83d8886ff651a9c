package dev.jera.cli;

import dev.jera.training.optimizer.Adadelta;
import dev.jera.training.optimizer.Adagrad;
import dev.jera.training.optimizer.Adam;
import dev.jera.training.optimizer.AdamW;
import dev.jera.training.optimizer.Adamax;
import dev.jera.training.optimizer.Ftrl;
import dev.jera.training.optimizer.LearningRate;
import dev.jera.training.optimizer.Lion;
import dev.jera.training.optimizer.Nadam;
import dev.jera.training.optimizer.Optimizer;
import dev.jera.training.optimizer.RMSprop;
import dev.jera.training.optimizer.SGD;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An optimizer that the command line knows by name, with Keras' defaults.
 *
 * @param name the word on the command line
 * @param usual makes it with its own learning rate
 * @param withRate makes it with another one
 */
record OptimizerName(
    String name, Supplier<Optimizer> usual, Function<LearningRate, Optimizer> withRate) {
  static final OptimizerName GRADIENT_DESCENT = new OptimizerName("sgd", SGD::of, SGD::of);
  static final OptimizerName RMSPROP = new OptimizerName("rmsprop", RMSprop::of, RMSprop::of);
  static final OptimizerName ADAM = new OptimizerName("adam", Adam::of, Adam::of);

  /** All of them. */
  static final List<OptimizerName> ALL =
      List.of(
          GRADIENT_DESCENT,
          RMSPROP,
          ADAM,
          new OptimizerName("adamw", AdamW::of, AdamW::of),
          new OptimizerName("nadam", Nadam::of, Nadam::of),
          new OptimizerName("adamax", Adamax::of, Adamax::of),
          new OptimizerName("adagrad", Adagrad::of, Adagrad::of),
          new OptimizerName("adadelta", Adadelta::of, Adadelta::of),
          new OptimizerName("ftrl", Ftrl::of, Ftrl::of),
          new OptimizerName("lion", Lion::of, Lion::of));

  /** The optimizer, with this learning rate or its own. */
  Optimizer optimizer(Optional<LearningRate> learningRate) {
    return learningRate.map(withRate).orElseGet(usual);
  }

  /** The word on the command line. */
  @Override
  public String toString() {
    return name;
  }

  /** Reads the word. */
  static final class Words extends Choice<OptimizerName> {
    Words() {
      super(ALL);
    }
  }
}
