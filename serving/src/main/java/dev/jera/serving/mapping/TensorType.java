package dev.jera.serving.mapping;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import org.tensorflow.ndarray.Shape;

/** A component that is a tensor already. */
record TensorType() implements JavaType {

  @Override
  public boolean feeds(Dtype dtype, Shape shape) {
    return dtype != Dtype.OTHER;
  }

  @Override
  public boolean holds(Dtype dtype, Shape shape) {
    return true;
  }

  @Override
  public TensorData tensor(Object value, Dtype dtype, Shape shape) {
    return ((TensorData) value).as(dtype);
  }

  @Override
  public Object value(TensorData tensor) {
    return tensor;
  }
}
