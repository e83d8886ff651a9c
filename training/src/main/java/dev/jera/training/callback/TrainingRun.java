package dev.jera.training.callback;

import dev.jera.model.Model;
import dev.jera.model.Weights;
import dev.jera.training.History;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.GraphDef;

/** The run that is going on, as a callback sees it; it is for the callback's own thread alone. */
public interface TrainingRun {
  /** The model that is trained. */
  Model model();

  /** The number of the epoch, from 1. */
  int epoch();

  /** How many epochs the run has; {@link Integer#MAX_VALUE} where something else ends it. */
  int epochs();

  /** How many batches the epoch has, where that is known. */
  OptionalLong batches();

  /** How many batches of the epoch are done. */
  long batch();

  /** Training steps so far, those of earlier runs included. */
  long step();

  /** How many examples the last batch had; 0 before the first. */
  int batchSize();

  /** The loss of the last batch; NaN before the first. */
  float loss();

  /** The loss and the metrics over the epoch's batches so far, by name. Takes a moment to read. */
  Map<String, Double> running();

  /** The rows of the epochs that are over. */
  History history();

  /** The learning rate of the next step. */
  double learningRate();

  /**
   * Changes the learning rate from the next step on.
   *
   * @param rate above 0
   * @throws IllegalStateException if the optimizer's rate is a schedule
   */
  void setLearningRate(double rate);

  /**
   * Ends the run: within an epoch after the step that is running, and without validation.
   *
   * @param reason why, in a few words, for {@link #stopReason}
   */
  void stop(String reason);

  /** Why the run ends early; empty while it does not. */
  Optional<String> stopReason();

  /** The present values of the weights. */
  Weights weights();

  /** Gives weights these values, and leaves those that are not named as they are. */
  void assign(Weights weights);

  /**
   * Saves a checkpoint: the weights, the state of the optimizer, and where the run is.
   *
   * @param checkpoint the directory to make; a checkpoint that is there already is replaced
   * @throws dev.jera.runtime.CheckpointException if it cannot be written; what was there stays
   */
  void save(Path checkpoint);

  /**
   * What a layer gave in the last step.
   *
   * @param layer a name that {@link Callback#fetches} gave before the step
   */
  NdArray<?> fetched(String layer);

  /** The graph that is trained, as TensorFlow describes it. */
  GraphDef graph();
}
