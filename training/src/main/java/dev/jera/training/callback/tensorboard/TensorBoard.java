package dev.jera.training.callback.tensorboard;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.Maps;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.TrainingRun;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.Summary;

/**
 * Writes event files for TensorBoard: {@code tensorboard --logdir DIRECTORY}.
 *
 * <p>As Keras does it, {@code train/} has {@code epoch_loss}, {@code epoch_learning_rate} and each
 * metric, the graph, histograms and images, and {@code validation/} has the validation's results
 * under the same tags; the step is the epoch, from 0. Results of batches are in {@code batches/},
 * where the step is the training step. Keras has them in {@code train/}, but TensorBoard drops what
 * was written before a stop by its step, so that a directory can only have one kind of steps.
 *
 * <p>A run that goes on from a checkpoint begins new files, and what older ones have of epochs that
 * are trained again is dropped by TensorBoard. A run that begins in the directory of another one
 * takes its place in the same way.
 *
 * @see <a href="https://keras.io/api/callbacks/tensorboard/">Keras TensorBoard</a>
 */
public final class TensorBoard implements Callback {
  private static final String VALIDATION = "val_";
  private static final String LEARNING_RATE = "learning_rate";

  private final Settings settings;
  private int epoch;
  private @Nullable EventFile train;
  private @Nullable EventFile validation;
  private @Nullable EventFile batches;

  @RecordBuilder
  record Settings(Path directory, int updateFreq, int histogramFreq, boolean writeGraph)
      implements TensorBoardSettingsBuilder.With {}

  private TensorBoard(Settings settings) {
    this.settings = settings;
  }

  /** Keras' defaults: results of epochs, and the graph. */
  public static TensorBoard in(Path directory) {
    return new TensorBoard(new Settings(directory, 0, 0, true));
  }

  /**
   * Writes, too, after every so many steps, what the epoch's batches gave so far: {@code
   * batch_loss} and each metric.
   *
   * @param steps at least 1
   */
  public TensorBoard withUpdateFreq(int steps) {
    checkArgument(steps >= 1, "updateFreq: %s (expected: >= 1)", steps);
    return new TensorBoard(settings.withUpdateFreq(steps));
  }

  /**
   * Writes, too, after the first epoch and every so many after it, histograms of the weights, such
   * as {@code dense/kernel/histogram}.
   *
   * @param epochs at least 1; 1 for every epoch
   */
  public TensorBoard withHistogramFreq(int epochs) {
    checkArgument(epochs >= 1, "histogramFreq: %s (expected: >= 1)", epochs);
    return new TensorBoard(settings.withHistogramFreq(epochs));
  }

  /** Does not write the graph. */
  public TensorBoard withoutGraph() {
    return new TensorBoard(settings.withWriteGraph(false));
  }

  /**
   * Adds images at the epoch that is trained, such as samples of the data or what a layer gives.
   *
   * @param tag the name under which TensorBoard shows it; several are {@code tag/0}, {@code tag/1}
   *     ...
   * @param images [n, h, w, c], uint8, or floats of which 0 is black and 1 white and others are cut
   *     off; c is 1 for grey, 3 for RGB, 4 for RGB and alpha
   * @throws IllegalStateException if no run is going on that this callback watches
   * @throws IllegalArgumentException if the shape or the type of elements is another
   */
  public void addImages(String tag, NdArray<?> images) {
    checkState(train != null, "Images '%s' without a run (expected: while fit watches)", tag);
    train.add(epoch, PngImages.summary(tag, images));
  }

  /**
   * Opens the files.
   *
   * @throws dev.jera.datasets.DatasetException if one cannot be written
   */
  @Override
  public void onTrainBegin(TrainingRun run) {
    epoch = run.epoch() - 1;
    EventFile file = EventFile.begin(settings.directory().resolve("train"), epoch);
    train = file;
    if (settings.updateFreq() > 0) {
      batches = EventFile.begin(settings.directory().resolve("batches"), run.step() + 1);
    }
    boolean isFirst = run.history().rows().isEmpty() && run.batch() == 0;
    if (settings.writeGraph() && isFirst) {
      file.graph(run.graph());
      file.flush();
    }
  }

  @Override
  public void onEpochBegin(TrainingRun run) {
    epoch = run.epoch() - 1;
  }

  @Override
  public long stepsTogether(TrainingRun run) {
    int every = settings.updateFreq();
    return batches == null ? Long.MAX_VALUE : every - run.step() % every;
  }

  @Override
  public void onBatchEnd(TrainingRun run) {
    if (batches != null && run.step() % settings.updateFreq() == 0) {
      batches.scalars(run.step(), tagged("batch_", run.running()));
    }
  }

  /**
   * Writes the epoch.
   *
   * @throws dev.jera.datasets.DatasetException if a file cannot be written
   */
  @Override
  public void onEpochEnd(TrainingRun run, Map<String, Double> results) {
    Map<String, Double> trained =
        new LinkedHashMap<>(Maps.filterKeys(results, name -> !name.startsWith(VALIDATION)));
    trained.putIfAbsent(LEARNING_RATE, run.learningRate());
    Map<String, Double> validated = new LinkedHashMap<>();
    Maps.filterKeys(results, name -> name.startsWith(VALIDATION))
        .forEach((name, value) -> validated.put(name.substring(VALIDATION.length()), value));
    if (train != null) {
      train.scalars(epoch, tagged("epoch_", trained));
      if (settings.histogramFreq() > 0 && epoch % settings.histogramFreq() == 0) {
        train.add(epoch, histograms(run));
      }
      train.flush();
    }
    if (!validated.isEmpty()) {
      EventFile file = validation;
      if (file == null) {
        file = EventFile.begin(settings.directory().resolve("validation"), epoch);
        validation = file;
      }
      file.scalars(epoch, tagged("epoch_", validated));
      file.flush();
    }
    if (batches != null) {
      batches.flush();
    }
  }

  private static Map<String, Double> tagged(String prefix, Map<String, Double> results) {
    Map<String, Double> tagged = new LinkedHashMap<>();
    results.forEach((name, value) -> tagged.put(prefix + name, value));
    return tagged;
  }

  private static Summary histograms(TrainingRun run) {
    Summary.Builder summary = Summary.newBuilder();
    run.weights()
        .values()
        .forEach(
            (name, values) ->
                summary
                    .addValueBuilder()
                    .setTag(name + "/histogram")
                    .setHisto(Histograms.of((FloatNdArray) values)));
    return summary.build();
  }

  /**
   * Closes the files.
   *
   * @throws dev.jera.datasets.DatasetException if one cannot be written
   */
  @Override
  public void onTrainEnd(TrainingRun run) {
    try (EventFile first = train;
        EventFile second = validation;
        EventFile third = batches) {
      train = null;
      validation = null;
      batches = null;
    }
  }
}
