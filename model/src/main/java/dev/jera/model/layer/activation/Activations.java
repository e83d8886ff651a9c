package dev.jera.model.layer.activation;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The activations that have nothing to choose.
 *
 * @see <a href="https://keras.io/api/layers/activations/">Keras activations</a>
 */
public enum Activations implements Activation {
  /** x. */
  LINEAR {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return x;
    }
  },
  /** max(x, 0). */
  RELU {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.nn.relu(x);
    }
  },
  /** 1 / (1 + exp(-x)). */
  SIGMOID {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.math.sigmoid(x);
    }
  },
  /** exp(x) / sum(exp(x)) over the last axis. */
  SOFTMAX {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.nn.softmax(x);
    }
  },
  /** Hyperbolic tangent. */
  TANH {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.math.tanh(x);
    }
  };

  @Override
  public boolean isMonotone() {
    return this == LINEAR || this == RELU;
  }

  @Override
  public String typeName() {
    return "Activation";
  }
}
