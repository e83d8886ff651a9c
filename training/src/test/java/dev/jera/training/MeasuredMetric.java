package dev.jera.training;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variables;
import dev.jera.training.metric.Metric;
import dev.jera.training.metric.MetricScope;
import dev.jera.training.metric.MetricSums;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** A metric as the engine measures it: in a graph, batch after batch. Its owner closes it. */
public final class MeasuredMetric implements AutoCloseable {
  private final Metric metric;
  private final Graph graph;
  private final Operand<? extends TNumber> labels;
  private final Operand<TFloat32> predictions;
  private final Operand<TFloat32> weights;
  private final Accumulators sums;
  private final Op update;
  private final Session session;

  /**
   * @param like examples, of which the dtypes and shapes, but for their number, are those of all
   *     that are measured
   */
  public MeasuredMetric(Metric metric, MetricRun like) {
    this.metric = metric;
    graph = new Graph();
    Ops tf = Ops.create(graph);
    Dtype dtype = Tensors.dtypeOf(like.labels());
    Class<? extends TType> type = dtype.tensorType().orElseThrow();
    labels =
        tf.placeholder(type.asSubclass(TNumber.class), Placeholder.shape(anyBatch(like.labels())));
    predictions = tf.placeholder(TFloat32.class, Placeholder.shape(anyBatch(like.predictions())));
    weights = tf.placeholder(TFloat32.class, Placeholder.shape(anyBatch(like.weights())));
    sums =
        new Accumulators(
            tf,
            new Variables(tf),
            "sums",
            metric.build(new MetricScope(tf, labels, predictions, weights)));
    update = tf.withControlDependencies(sums.updates()).noOp();
    session = new Session(graph);
  }

  /** The metric of the first examples, in batches of these sizes; none gives that of nothing. */
  public double of(MetricRun run, int... sizes) {
    sums.reset(session);
    int from = 0;
    for (int size : sizes) {
      try (Tensor labelBatch = batch(run.labels(), from, size);
          Tensor predictionBatch = batch(run.predictions(), from, size);
          Tensor weightBatch = batch(run.weights(), from, size)) {
        session
            .runner()
            .feed(labels, labelBatch)
            .feed(predictions, predictionBatch)
            .feed(weights, weightBatch)
            .addTarget(update)
            .run()
            .close();
      }
      from += size;
    }
    return metric.result(new MetricSums(sums.read(session)));
  }

  private static Shape anyBatch(NdArray<?> array) {
    return array.shape().tail().prepend(Shape.UNKNOWN_SIZE);
  }

  private static Tensor batch(NdArray<?> array, int from, int size) {
    return Tensors.of(array.slice(Indices.range(from, from + size)));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
