package dev.jera.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a training run did, as {@code --report} writes it; the JSON names are in snake_case.
 *
 * @param recipe the name of the recipe or of the folder of images
 * @param seed where all randomness came from
 * @param optimizer the optimizer's name
 * @param learningRate the optimizer's learning rate
 * @param epochs how many epochs were trained; of a run that was resumed, all
 * @param batchSize examples a step
 * @param trainingExamples examples to train on
 * @param validationExamples examples to validate on after every epoch
 * @param testExamples examples tested on
 * @param history a row an epoch: loss and metrics
 * @param test loss and metrics on the test examples
 * @param bundle the exported SavedModel, the version included
 * @param seconds how long the training took since it began or was resumed, without loading, testing
 *     and exporting
 * @param imagesPerSecond training examples a second; of a run that was resumed, since then
 * @param steps training steps
 * @param weightsSha256 {@link WeightsHash} of the trained weights
 * @param tensorflowVersion the TensorFlow that ran
 * @param peakRssBytes the process' largest resident memory, or null where the system does not tell
 */
record TrainingReport(
    String recipe,
    long seed,
    String optimizer,
    double learningRate,
    int epochs,
    int batchSize,
    long trainingExamples,
    long validationExamples,
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
