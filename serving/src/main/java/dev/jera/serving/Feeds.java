package dev.jera.serving;

import dev.jera.runtime.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.types.family.TType;

/** The tensors that one call feeds; it closes those that it made. */
final class Feeds implements AutoCloseable {
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final List<Tensor> made = new ArrayList<>();

  /** Adds an input. An array that is a tensor already is fed as it is, and stays its owner's. */
  void add(String name, NdArray<?> array) {
    if (array instanceof TType tensor) {
      tensors.put(name, tensor);
    } else {
      TType tensor = Tensors.of(array);
      made.add(tensor);
      tensors.put(name, tensor);
    }
  }

  /** The tensors so far, by input name. */
  Map<String, Tensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    made.forEach(Tensor::close);
  }
}
