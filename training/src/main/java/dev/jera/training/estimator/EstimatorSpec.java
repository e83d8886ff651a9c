package dev.jera.training.estimator;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.jera.model.SymbolicTensor;
import dev.jera.training.optimizer.Optimizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model function describes.
 *
 * @param mode for which mode
 * @param objectives what the outputs shall be, in TRAIN and EVAL at least one
 * @param optimizer what trains them, in TRAIN
 * @param predictions what is predicted, by name, in PREDICT at least one; every one another tensor
 */
public record EstimatorSpec(
    Mode mode,
    List<OutputObjective> objectives,
    Optional<Optimizer> optimizer,
    Map<String, SymbolicTensor> predictions) {

  /** Copies the collections, and checks that there is what the mode needs. */
  public EstimatorSpec {
    objectives = List.copyOf(objectives);
    predictions = ImmutableMap.copyOf(predictions);
    checkArgument(
        objectives.isEmpty() == (mode == Mode.PREDICT),
        "objectives: %s of them in mode %s (expected: at least one in TRAIN and EVAL alone)",
        objectives.size(),
        mode);
    checkArgument(
        optimizer.isPresent() == (mode == Mode.TRAIN),
        "optimizer: %s in mode %s (expected: one in TRAIN alone)",
        optimizer,
        mode);
    checkArgument(
        mode != Mode.PREDICT || !predictions.isEmpty(),
        "predictions: none in mode PREDICT (expected: at least one)");
    checkArgument(
        ImmutableSet.copyOf(predictions.values()).size() == predictions.size(),
        "predictions: %s (expected: another tensor for every name)",
        predictions);
  }

  /** For TRAIN. */
  public static EstimatorSpec train(Optimizer optimizer, OutputObjective... objectives) {
    return new EstimatorSpec(
        Mode.TRAIN, List.of(objectives), Optional.of(optimizer), ImmutableMap.of());
  }

  /** For EVAL: what is measured are the losses, and the metrics of the objectives. */
  public static EstimatorSpec evaluate(OutputObjective... objectives) {
    return new EstimatorSpec(Mode.EVAL, List.of(objectives), Optional.empty(), ImmutableMap.of());
  }

  /**
   * For PREDICT.
   *
   * @param predictions by the names that predict's results and the exported signature have
   */
  public static EstimatorSpec predict(Map<String, SymbolicTensor> predictions) {
    return new EstimatorSpec(Mode.PREDICT, List.of(), Optional.empty(), predictions);
  }

  /** The same with predictions: in TRAIN, hooks may then read what their layers give. */
  public EstimatorSpec withPredictions(Map<String, SymbolicTensor> predictions) {
    return new EstimatorSpec(mode, objectives, optimizer, predictions);
  }
}
