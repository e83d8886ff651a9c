package dev.jera.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a training run did, as {@code --report} writes it; the JSON names are in snake_case.
 *
 * @param recipe the recipe's name
 * @param seed where all randomness came from
 * @param epochs how many epochs
 * @param batchSize examples a step
 * @param trainingExamples examples an epoch
 * @param testExamples examples tested on
 * @param history a row an epoch: loss and metrics
 * @param test loss and metrics on the test examples
 * @param bundle the exported SavedModel, the version included
 * @param seconds how long the training took, without loading, testing and exporting
 * @param imagesPerSecond training examples a second
 * @param steps training steps
 * @param weightsSha256 {@link WeightsHash} of the trained weights
 * @param tensorflowVersion the TensorFlow that ran
 * @param peakRssBytes the process' largest resident memory, or null where the system does not tell
 */
record TrainingReport(
    String recipe,
    long seed,
    int epochs,
    int batchSize,
    long trainingExamples,
    long testExamples,
    List<Map<String, Double>> history,
    Map<String, Double> test,
    String bundle,
    double seconds,
    double imagesPerSecond,
    long steps,
    String weightsSha256,
    String tensorflowVersion,
    @Nullable Long peakRssBytes) {}
