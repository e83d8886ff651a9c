package dev.jera.cli;

import com.google.common.collect.Maps;
import com.google.common.primitives.Longs;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code jera inspect --json} says of a bundle; the JSON names are in snake_case.
 *
 * @param path the bundle, the version included
 * @param tags the tags of its graph
 * @param tensorflowVersion the TensorFlow that wrote it
 * @param sizeBytes the size of all its files
 * @param labels the names of its classes; empty where it ships none
 * @param goldenSamples how many golden samples it ships, or null where their file is damaged
 * @param signatures what may be called, by name
 */
record BundleReport(
    String path,
    List<String> tags,
    String tensorflowVersion,
    long sizeBytes,
    List<String> labels,
    @Nullable Integer goldenSamples,
    Map<String, Call> signatures) {

  /** A signature: its method, its tensors by name, and why it cannot be called, where it cannot. */
  record Call(
      String method,
      Map<String, Tensor> inputs,
      Map<String, Tensor> outputs,
      @Nullable String problem) {
    static Call of(Signature signature) {
      return new Call(
          signature.method(),
          Maps.transformValues(signature.inputs(), Tensor::of),
          Maps.transformValues(signature.outputs(), Tensor::of),
          Signatures.problem(signature).orElse(null));
    }
  }

  /** A tensor: its dtype, and its shape with -1 for any size; no shape where any rank will do. */
  record Tensor(String dtype, @Nullable List<Long> shape) {
    static Tensor of(TensorSpec spec) {
      return new Tensor(
          spec.dtype().toString(),
          spec.shape().isUnknown() ? null : Longs.asList(spec.shape().asArray()));
    }
  }

  static BundleReport of(SavedModel bundle) {
    return new BundleReport(
        bundle.path().toString(),
        bundle.tags(),
        bundle.tensorflowVersion(),
        bundle.sizeBytes(),
        bundle.labels(),
        goldenSamples(bundle),
        Maps.transformValues(bundle.signatures(), Call::of));
  }

  private static @Nullable Integer goldenSamples(SavedModel bundle) {
    try {
      return bundle.goldenSamples().size();
    } catch (SavedModelException e) {
      return null;
    }
  }
}
