package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.Slopes.number;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.FusedBatchNormGrad;
import org.tensorflow.types.TFloat32;

/**
 * Batch normalization of images that lie in several tensors, by the mean and the variance of all of
 * them, as of one batch.
 *
 * <p>With a share s of the values in each part, the mean of all is {@code sum s m}, and the
 * variance {@code sum s (v + (m - mean)^2)} (Chan et al.): exact, but for rounding.
 *
 * <p>With {@code z = (x - mean) / sqrt(variance + epsilon)} the slopes are {@code dbeta = sum dy},
 * {@code dgamma = sum dy z}, and {@code dx = gamma / sqrt(variance + epsilon) (dy - dbeta / n - z
 * dgamma / n)}, the sums over all parts. The kernel's gradient for a given mean and variance is the
 * first of the three terms, with the sums of a part; the others are a normalization of x.
 *
 * @param ys the normalized parts
 * @param mean of all values of a channel, [channels]
 * @param variance of all values of a channel, [channels], divided by their number
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy, Batch Normalization</a>,
 *     section 3
 */
public record PartedNormalization(
    List<Operand<TFloat32>> ys, Operand<TFloat32> mean, Operand<TFloat32> variance) {
  static final String MARK = "jera_normalization";

  /** What IdentityN is handed beside each part's y, x and share of one value. */
  private static final int OTHERS = 4;

  /**
   * Normalizes.
   *
   * @param xs the parts, [examples, height, width, channels]
   * @param counted how many examples of each part are counted, scalars, all of them or 0: the
   *     values of others are normalized, too, but change nothing, and have the slope 0
   * @param gamma what the normalized values are multiplied by, [channels]
   * @param beta what is added then, [channels]
   * @param epsilon what is added to the variance
   */
  public static PartedNormalization of(
      Ops tf,
      List<Operand<TFloat32>> xs,
      List<Operand<TFloat32>> counted,
      Operand<TFloat32> gamma,
      Operand<TFloat32> beta,
      float epsilon) {
    Operand<TFloat32> examples = tf.math.addN(counted);
    Operand<TFloat32> values = tf.math.mul(examples, valuesPerExample(tf, xs.get(0)));
    List<Operand<TFloat32>> shares = new ArrayList<>();
    List<Operand<TFloat32>> ofOneValue = new ArrayList<>();
    for (Operand<TFloat32> each : counted) {
      shares.add(tf.math.div(each, examples));
      ofOneValue.add(tf.math.div(tf.math.sign(each), values));
    }
    PartMoments all = PartMoments.ofAll(tf, xs, shares, ofOneValue);
    Operand<TFloat32> mean = tf.stopGradient(all.mean());
    Operand<TFloat32> variance = tf.stopGradient(all.variance());
    List<Operand<TFloat32>> handed = new ArrayList<>();
    for (Operand<TFloat32> x : xs) {
      FusedBatchNorm<TFloat32, TFloat32> fused =
          tf.nn.fusedBatchNorm(
              x,
              gamma,
              beta,
              mean,
              variance,
              FusedBatchNorm.epsilon(epsilon),
              FusedBatchNorm.isTraining(false));
      handed.add(tf.stopGradient(fused.y()));
    }
    handed.addAll(xs);
    handed.addAll(ofOneValue);
    handed.addAll(List.of(gamma, beta, mean, variance));
    List<Operand<TFloat32>> ys = OwnGradients.marked(tf, MARK, handed).subList(0, xs.size());
    return new PartedNormalization(ys, mean, variance);
  }

  static List<Operand<?>> gradient(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    int parts = (operation.numInputs() - OTHERS) / 3;
    Operand<TFloat32> gamma = input(operation, 3 * parts);
    Operand<TFloat32> mean = input(operation, 3 * parts + 2);
    Operand<TFloat32> variance = input(operation, 3 * parts + 3);
    GraphOperation stop = (GraphOperation) operation.input(0).op();
    GraphOperation kernel = (GraphOperation) stop.input(0).op();
    float epsilon = kernel.attributes().getAttrFloat("epsilon");
    List<FusedBatchNormGrad<TFloat32, TFloat32>> ofParts = new ArrayList<>();
    List<Operand<TFloat32>> gammas = new ArrayList<>();
    List<Operand<TFloat32>> betas = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      FusedBatchNormGrad<TFloat32, TFloat32> ofPart =
          tf.nn.fusedBatchNormGrad(
              gradients.get(i).expect(TFloat32.class),
              input(operation, parts + i),
              gamma,
              mean,
              variance,
              variance,
              FusedBatchNormGrad.epsilon(epsilon),
              FusedBatchNormGrad.isTraining(false));
      ofParts.add(ofPart);
      gammas.add(ofPart.scaleBackprop());
      betas.add(ofPart.offsetBackprop());
    }
    Operand<TFloat32> ofGamma = tf.math.addN(gammas);
    Operand<TFloat32> ofBeta = tf.math.addN(betas);
    Operand<TFloat32> factor =
        tf.math.mul(gamma, tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon))));
    Operand<TFloat32> scale = tf.math.mul(factor, ofGamma);
    Operand<TFloat32> offset = tf.math.mul(factor, ofBeta);
    List<Operand<?>> slopes = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      slopes.add(tf.zerosLike(operation.input(i)));
    }
    for (int i = 0; i < parts; i++) {
      Operand<TFloat32> less = tf.math.neg(input(operation, 2 * parts + i));
      FusedBatchNorm<TFloat32, TFloat32> others =
          tf.nn.fusedBatchNorm(
              input(operation, parts + i),
              tf.math.mul(scale, less),
              tf.math.mul(offset, less),
              mean,
              variance,
              FusedBatchNorm.epsilon(epsilon),
              FusedBatchNorm.isTraining(false));
      slopes.add(tf.math.add(ofParts.get(i).xBackprop(), others.y()));
    }
    for (int i = 2 * parts; i < 3 * parts; i++) {
      slopes.add(tf.zerosLike(operation.input(i)));
    }
    slopes.add(ofGamma);
    slopes.add(ofBeta);
    for (int i = 3 * parts + 2; i < operation.numInputs(); i++) {
      slopes.add(tf.zerosLike(number(operation.input(i))));
    }
    return slopes;
  }

  private static Operand<TFloat32> valuesPerExample(Ops tf, Operand<TFloat32> images) {
    return tf.constant((float) (images.shape().get(1) * images.shape().get(2)));
  }

  private static Operand<TFloat32> input(GraphOperation operation, int index) {
    return operation.input(index).expect(TFloat32.class);
  }
}
