package dev.jera.serving;

import com.google.common.collect.Sets;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/**
 * A signature of a bundle, and the checks that a call of it must pass before anything native.
 *
 * @param bundle the directory of the bundle, as errors name it
 * @param signature what is called
 */
record Endpoint(Path bundle, Signature signature) {

  /** As {@code signature 'predict' of savedmodels/mnist/1}. */
  @Override
  public String toString() {
    return "signature '%s' of %s".formatted(signature.name(), bundle);
  }

  /**
   * Checks that every input is given, no other, each of the dtype and shape that is expected.
   *
   * @throws IllegalArgumentException if not
   */
  void checkInputs(Map<String, ? extends NdArray<?>> inputs) {
    Map<String, TensorSpec> specs = signature.inputs();
    Set<String> unknown = Sets.difference(inputs.keySet(), specs.keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "No input '%s' in %s: it has %s"
              .formatted(unknown.iterator().next(), this, specs.keySet()));
    }
    specs.forEach(
        (name, spec) -> {
          NdArray<?> array = inputs.get(name);
          if (array == null) {
            throw new IllegalArgumentException(
                "Input '%s' of %s: no value (expected: values for %s, given: %s)"
                    .formatted(name, this, specs.keySet(), inputs.keySet()));
          }
          checkInput(spec, array);
        });
  }

  private void checkInput(TensorSpec spec, NdArray<?> array) {
    Dtype dtype = Tensors.dtypeOf(array);
    Shape shape = array.shape();
    String todo;
    if (dtype != spec.dtype()) {
      todo = "convert the values to " + spec.dtype();
    } else if (Shapes.fits(shape, spec.shape())) {
      return;
    } else if (Shapes.fits(shape.prepend(1), spec.shape())) {
      todo = "feed one example as " + Shapes.format(shape.prepend(1));
    } else {
      todo = "reshape the values, ? being any size";
    }
    throw new IllegalArgumentException(
        "Input '%s' of %s: %s %s (expected: %s %s); %s"
            .formatted(
                spec.name(),
                this,
                dtype,
                Shapes.format(shape),
                spec.dtype(),
                Shapes.format(spec.shape()),
                todo));
  }

  /**
   * Checks that TensorFlow Java has tensors for all inputs and outputs.
   *
   * @throws PredictionException if not
   */
  void checkCallable() {
    signature.inputs().values().forEach(spec -> checkCallable("Input", spec));
    signature.outputs().values().forEach(spec -> checkCallable("Output", spec));
  }

  private void checkCallable(String kind, TensorSpec spec) {
    if (spec.tensor().isEmpty()) {
      throw new PredictionException(
          "%s '%s' of %s: a sparse or composite tensor (expected: a dense one); export the model with dense tensors"
              .formatted(kind, spec.name(), this));
    }
    if (spec.dtype().tensorType().isEmpty()) {
      throw new PredictionException(
          "%s '%s' of %s: dtype %s (expected: float, int32, int64, uint8, uint16, bool or string, which TensorFlow Java has tensors for); export the model with a cast"
              .formatted(kind, spec.name(), this, spec.dtype()));
    }
  }

  /** The error of a run that failed. */
  PredictionException failure(RuntimeException cause) {
    return new PredictionException(
        "TensorFlow failed on %s: %s".formatted(this, cause.getMessage()), cause);
  }
}
