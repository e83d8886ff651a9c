package dev.jera.bench;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/** The ops of a network for training, written by hand. */
@FunctionalInterface
public interface RawGraph {

  /** Adds the ops from images [batch, 28, 28, 1], 0 to 1, to logits [batch, 10]. */
  Operand<TFloat32> logits(Scope scope, Operand<TFloat32> images);

  /**
   * What a network is written with.
   *
   * @param weight the value of a weight
   * @param update gives a weight that is not trained its next value
   */
  record Scope(
      Ops tf,
      Function<String, Operand<TFloat32>> weight,
      BiConsumer<String, Operand<TFloat32>> update) {

    Operand<TFloat32> conv(Operand<TFloat32> x, String layer, String padding) {
      return conv(x, layer, padding, 1);
    }

    Operand<TFloat32> conv(Operand<TFloat32> x, String layer, String padding, long stride) {
      return tf.nn.conv2d(
          x, weight.apply(layer + "/kernel"), List.of(1L, stride, stride, 1L), padding);
    }

    Operand<TFloat32> depthwise(Operand<TFloat32> x, String layer, long stride) {
      return tf.nn.depthwiseConv2dNative(
          x, weight.apply(layer + "/kernel"), List.of(1L, stride, stride, 1L), "SAME");
    }

    Operand<TFloat32> bias(Operand<TFloat32> x, String layer) {
      return tf.nn.biasAdd(x, weight.apply(layer + "/bias"));
    }

    Operand<TFloat32> maxPool(Operand<TFloat32> x) {
      return tf.nn.maxPool(x, tf.array(1, 2, 2, 1), tf.array(1, 2, 2, 1), "VALID");
    }

    Operand<TFloat32> dense(Operand<TFloat32> x, String layer) {
      return bias(tf.linalg.matMul(x, weight.apply(layer + "/kernel")), layer);
    }

    /** The fused op; moving averages by 0.99, of the variance that Keras takes. */
    Operand<TFloat32> batchNorm(Operand<TFloat32> x, String layer) {
      Operand<TFloat32> none = tf.constant(new float[0]);
      FusedBatchNorm<TFloat32, TFloat32> norm =
          tf.nn.fusedBatchNorm(
              x,
              weight.apply(layer + "/gamma"),
              weight.apply(layer + "/beta"),
              none,
              none,
              FusedBatchNorm.epsilon(1e-3f),
              FusedBatchNorm.isTraining(true));
      move(layer + "/moving_mean", norm.batchMean());
      move(layer + "/moving_variance", tf.math.mul(norm.batchVariance(), uncorrected(x)));
      return norm.y();
    }

    /** (n - 1) / n: the op's variance is divided by n - 1, Keras' by n. */
    private Operand<TFloat32> uncorrected(Operand<TFloat32> x) {
      Operand<TFloat32> values = tf.dtypes.cast(tf.size(x), TFloat32.class);
      Operand<TFloat32> n = tf.math.div(values, tf.constant((float) x.shape().get(3)));
      return tf.math.div(tf.math.sub(n, tf.constant(1f)), n);
    }

    private void move(String name, Operand<TFloat32> value) {
      Operand<TFloat32> kept = tf.math.mul(weight.apply(name), tf.constant(0.99f));
      update.accept(name, tf.math.add(kept, tf.math.mul(value, tf.constant(0.01f))));
    }

    /** The last hidden state; gates in Keras' order, unrolled: loops have no gradient. */
    Operand<TFloat32> lstm(Operand<TFloat32> rows, int steps, String layer) {
      Operand<TFloat32> kernel = weight.apply(layer + "/kernel");
      Operand<TFloat32> recurrent = weight.apply(layer + "/recurrent_kernel");
      List<Operand<TFloat32>> inputs = new ArrayList<>();
      tf.unstack(rows, (long) steps, Unstack.axis(1L)).iterator().forEachRemaining(inputs::add);
      Operand<TFloat32> h = null;
      Operand<TFloat32> c = null;
      for (Operand<TFloat32> x : inputs) {
        Operand<TFloat32> z = tf.linalg.matMul(x, kernel);
        if (h != null) {
          z = tf.math.add(z, tf.linalg.matMul(h, recurrent));
        }
        List<Operand<TFloat32>> gates = new ArrayList<>();
        tf.split(tf.constant(1), bias(z, layer), 4L).iterator().forEachRemaining(gates::add);
        Operand<TFloat32> in =
            tf.math.mul(tf.math.sigmoid(gates.get(0)), tf.math.tanh(gates.get(2)));
        c = c == null ? in : tf.math.add(tf.math.mul(tf.math.sigmoid(gates.get(1)), c), in);
        h = tf.math.mul(tf.math.sigmoid(gates.get(3)), tf.math.tanh(c));
      }
      return requireNonNull(h);
    }
  }
}
