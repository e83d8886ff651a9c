package dev.jera.serving.batching;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.Shape;

/**
 * What requests have in common that may be answered by one run. Their dtypes are the signature's.
 *
 * @param signature the name of what is called
 * @param outputs the names of the outputs that are wanted
 * @param shapes the shape of an example of each input, in the order of their names
 * @param batched whether they are; if not, every request is run as it is
 */
record Group(String signature, Set<String> outputs, List<Shape> shapes, boolean batched) {
  Group {
    outputs = ImmutableSet.copyOf(outputs);
    shapes = ImmutableList.copyOf(shapes);
  }

  /** Requests that are run as they are. */
  static Group unbatched(String signature, Set<String> outputs) {
    return new Group(signature, outputs, ImmutableList.of(), false);
  }
}
