package dev.jera.serving;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/**
 * A signature of a loaded bundle and the outputs wanted of it: the checks that a call must pass
 * before anything native, and the call.
 *
 * @param bundle the directory of the bundle, as errors name it
 * @param signature what is called
 * @param outputs the names of the outputs that it answers
 * @param run what TensorFlow, or an accelerator, runs
 */
record Endpoint(Path bundle, Signature signature, List<String> outputs, Acceleration.Run run) {
  /** As {@code signature 'predict' of savedmodels/mnist/1}. */
  @Override
  public String toString() {
    return toString(bundle, signature);
  }

  static String toString(Path bundle, Signature signature) {
    return "signature '%s' of %s".formatted(signature.name(), bundle);
  }

  /** The error of a signature that has a {@link Signature#problem()}. */
  static PredictionException uncallable(Path bundle, Signature signature) {
    return new PredictionException(
        "Cannot call %s: %s"
            .formatted(toString(bundle, signature), signature.problem().orElse("")));
  }

  /**
   * Checks that every input is given, no other, each of the dtype and shape that is expected.
   *
   * @return the inputs in the signature's order
   * @throws IllegalArgumentException if not
   */
  List<TensorData> inOrder(Map<String, TensorData> inputs) {
    Map<String, TensorSpec> specs = signature.inputs();
    if (inputs == null) {
      throw new IllegalArgumentException(
          "inputs: null (expected: values for %s, of %s)".formatted(specs.keySet(), this));
    }
    if (inputs.size() > specs.size() || !specs.keySet().containsAll(inputs.keySet())) {
      Set<String> unknown = Sets.difference(inputs.keySet(), specs.keySet());
      throw new IllegalArgumentException(
          "No input '%s' in %s: it has %s"
              .formatted(unknown.iterator().next(), this, specs.keySet()));
    }
    ImmutableList.Builder<TensorData> ordered = ImmutableList.builderWithExpectedSize(specs.size());
    specs.forEach(
        (name, spec) -> {
          TensorData input = inputs.get(name);
          if (input == null) {
            throw new IllegalArgumentException(
                "Input '%s' of %s: no value (expected: values for %s, given: %s)"
                    .formatted(name, this, specs.keySet(), inputs.keySet()));
          }
          check(spec, input);
          ordered.add(input);
        });
    return ordered.build();
  }

  /**
   * Asks TensorFlow, or what stands in for it, and tells of it.
   *
   * @param inputs as {@link #inOrder} gives them
   * @return the outputs, in the order of their names
   * @throws PredictionException if TensorFlow fails on the values
   */
  List<TensorData> call(List<TensorData> inputs, ServingListener listener) {
    long start = System.nanoTime();
    @Nullable Throwable failure = null;
    try {
      return run.run(inputs);
    } catch (RuntimeException e) {
      PredictionException failed =
          new PredictionException("TensorFlow failed on %s: %s".formatted(this, e.getMessage()), e);
      failure = failed;
      throw failed;
    } catch (Error e) {
      failure = e;
      throw e;
    } finally {
      if (listener != ServingListener.NONE) {
        tell(listener, inputs, Duration.ofNanos(System.nanoTime() - start), failure);
      }
    }
  }

  /** Names the answers of a run. */
  Map<String, TensorData> byName(List<TensorData> answers) {
    ImmutableMap.Builder<String, TensorData> named =
        ImmutableMap.builderWithExpectedSize(outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      named.put(outputs.get(i), answers.get(i));
    }
    return named.buildOrThrow();
  }

  private void check(TensorSpec spec, TensorData input) {
    Dtype dtype = input.dtype();
    Shape shape = input.shape();
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
        "Input '%s' of %s: %s (expected: %s %s); %s"
            .formatted(spec.name(), this, input, spec.dtype(), Shapes.format(spec.shape()), todo));
  }

  private void tell(
      ServingListener listener,
      List<TensorData> inputs,
      Duration took,
      @Nullable Throwable failure) {
    listener.onCall(
        new ServingListener.Call(
            bundle, signature.name(), examples(inputs), took, Optional.ofNullable(failure)));
  }

  /** How many examples an input holds: its first size, where the signature leaves it open. */
  private long examples(List<TensorData> inputs) {
    List<TensorSpec> specs = signature.inputs().values().stream().toList();
    for (int i = 0; i < inputs.size(); i++) {
      Shape spec = specs.get(i).shape();
      Shape shape = inputs.get(i).shape();
      boolean isBatch =
          spec.isUnknown()
              ? shape.numDimensions() > 0
              : spec.numDimensions() > 0 && spec.get(0) < 0;
      if (isBatch) {
        return shape.get(0);
      }
    }
    return 1;
  }
}
