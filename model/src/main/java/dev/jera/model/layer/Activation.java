package dev.jera.model.layer;

import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A function of each value, or of the last axis: part of a layer, or a layer of its own.
 *
 * <p>Input and output have the same shape.
 *
 * @see <a href="https://keras.io/api/layers/activations/">Keras activations</a>
 */
public enum Activation implements Layer {
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

  /** Adds the op. */
  public abstract Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x);

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return apply(scope.tf(), x);
  }

  @Override
  public String typeName() {
    return "Activation";
  }
}
