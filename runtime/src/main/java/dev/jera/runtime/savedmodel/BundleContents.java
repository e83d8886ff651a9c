package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;

/**
 * What {@link SavedModelWriter} puts in a bundle beside the graph and its variables.
 *
 * @param signatures what may be called
 * @param assets files to ship, by file name
 * @param goldenSamples calls of the signatures with what they are known to answer, see {@link
 *     SavedModel#goldenSamples()}
 */
@RecordBuilder
public record BundleContents(
    List<Signature> signatures, Map<String, byte[]> assets, List<PredictionLog> goldenSamples)
    implements BundleContentsBuilder.With {

  /** Copies the collections. */
  public BundleContents {
    signatures = ImmutableList.copyOf(signatures);
    assets = ImmutableMap.copyOf(assets);
    goldenSamples = ImmutableList.copyOf(goldenSamples);
  }

  /** Signatures alone: no assets, no golden samples. */
  public static BundleContents of(List<Signature> signatures) {
    return new BundleContents(signatures, ImmutableMap.of(), ImmutableList.of());
  }
}
