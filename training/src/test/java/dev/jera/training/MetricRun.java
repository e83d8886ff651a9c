package dev.jera.training;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variables;
import dev.jera.training.metric.Metric;
import dev.jera.training.metric.MetricScope;
import dev.jera.training.metric.MetricSums;
import java.util.Arrays;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Examples that are measured as the engine measures them: in a graph, batch after batch.
 *
 * @param labels [n, ...]
 * @param predictions float32 [n, ...]
 * @param weights [n]
 */
public record MetricRun(NdArray<?> labels, NdArray<?> predictions, NdArray<?> weights) {

  /** With weights of 1. */
  public static MetricRun of(NdArray<?> labels, NdArray<?> predictions) {
    float[] ones = new float[Math.toIntExact(labels.shape().get(0))];
    Arrays.fill(ones, 1);
    return new MetricRun(labels, predictions, NdArrays.vectorOf(ones));
  }

  /** The same with these weights. */
  public MetricRun weighted(float... values) {
    return new MetricRun(labels, predictions, NdArrays.vectorOf(values));
  }

  /** The metric of all examples, in one batch. */
  public double of(Metric metric) {
    return inBatches(metric, Math.toIntExact(labels.shape().get(0)));
  }

  /** The metric of the first examples, in batches of these sizes; none gives that of nothing. */
  public double inBatches(Metric metric, int... sizes) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<? extends TNumber> labelsIn = placeholder(tf, labels);
      Operand<TFloat32> predictionsIn =
          tf.placeholder(TFloat32.class, Placeholder.shape(anyBatch(predictions)));
      Operand<TFloat32> weightsIn =
          tf.placeholder(TFloat32.class, Placeholder.shape(anyBatch(weights)));
      Accumulators sums =
          new Accumulators(
              tf,
              new Variables(tf),
              "sums",
              metric.build(new MetricScope(tf, labelsIn, predictionsIn, weightsIn)));
      Op update = tf.withControlDependencies(sums.updates()).noOp();
      try (Session session = new Session(graph)) {
        sums.reset(session);
        int from = 0;
        for (int size : sizes) {
          try (Tensor labelBatch = batch(labels, from, size);
              Tensor predictionBatch = batch(predictions, from, size);
              Tensor weightBatch = batch(weights, from, size)) {
            session
                .runner()
                .feed(labelsIn, labelBatch)
                .feed(predictionsIn, predictionBatch)
                .feed(weightsIn, weightBatch)
                .addTarget(update)
                .run()
                .close();
          }
          from += size;
        }
        return metric.result(new MetricSums(sums.read(session)));
      }
    }
  }

  private static Operand<? extends TNumber> placeholder(Ops tf, NdArray<?> array) {
    Dtype dtype = Tensors.dtypeOf(array);
    Class<? extends TType> type = dtype.tensorType().orElseThrow();
    return tf.placeholder(type.asSubclass(TNumber.class), Placeholder.shape(anyBatch(array)));
  }

  private static Shape anyBatch(NdArray<?> array) {
    return array.shape().tail().prepend(Shape.UNKNOWN_SIZE);
  }

  private static Tensor batch(NdArray<?> array, int from, int size) {
    return Tensors.of(array.slice(Indices.range(from, from + size)));
  }
}
