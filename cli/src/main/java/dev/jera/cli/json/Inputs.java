package dev.jera.cli.json;

import com.google.common.collect.Maps;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.types.family.TType;

/** The tensors of a request. They hold native memory; whoever read them closes them. */
public final class Inputs implements AutoCloseable {
  private final Map<String, TType> tensors = new LinkedHashMap<>();

  Inputs() {}

  /** The tensors by input name. */
  public Map<String, NdArray<?>> byName() {
    return Maps.transformValues(tensors, tensor -> (NdArray<?>) tensor);
  }

  void put(String name, TType tensor) {
    tensors.put(name, tensor);
  }

  @Override
  public void close() {
    tensors.values().forEach(TType::close);
  }
}
