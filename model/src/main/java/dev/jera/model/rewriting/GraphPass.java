package dev.jera.model.rewriting;

import dev.jera.model.Model;
import java.util.function.UnaryOperator;

/**
 * One way in which a model is rewritten, in the order in which they are applied.
 *
 * <p>What a pass gives has the inputs, the outputs and the weights of what it took, by name, shape
 * and order, and is the same function of them, to rounding. Where its condition does not hold it
 * leaves a model as it is.
 */
public enum GraphPass {
  /** What no output sees of a map's last rows and columns is not computed. */
  DEAD_BORDER(Use.ALWAYS, DeadBorder::remove),
  /** Max pooling by windows that touch is the maximum of its parts. */
  MAXIMUM_OF_PARTS(Use.TRAINING, MaximumOfParts::replacePoolings),
  /** Bias and activation go behind max pooling. */
  LATE_TAIL(Use.TRAINING, LateTail::moveTails),
  /** A first convolution of few channels, with its pooling, is a few products of matrices. */
  PHASE_CONVOLUTION(Use.TRAINING, PhaseConvolution::replaceConvolutions),
  /** The gradient of a rectifier is told by its output. */
  RECTIFIER_GRADIENT(Use.TRAINING, RectifierGradient::replaceActivations);

  /** Which builds a pass makes faster. */
  private enum Use {
    ALWAYS,
    /** Inference alone has faster ops: MaxPool without its gradient, and fused convolutions. */
    TRAINING
  }

  private final Use use;

  /** Captures nothing. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final UnaryOperator<Model> rewrite;

  GraphPass(Use use, UnaryOperator<Model> rewrite) {
    this.use = use;
    this.rewrite = rewrite;
  }

  /** Whether it makes a build for inference faster, too. */
  boolean servesInference() {
    return use == Use.ALWAYS;
  }

  /** Rewrites a model, but not the models within it. */
  Model apply(Model model) {
    return rewrite.apply(model);
  }
}
