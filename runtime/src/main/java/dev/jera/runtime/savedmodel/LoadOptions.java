package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.SessionOptions;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How a SavedModel is loaded.
 *
 * @param session how TensorFlow uses the machine
 * @param allowedOps ops that are refused unless named here, such as ReadFile: a bundle is code
 * @param opLibraries libraries of custom ops that the graph wants, loaded once a process
 */
@RecordBuilder
public record LoadOptions(SessionOptions session, Set<String> allowedOps, List<Path> opLibraries)
    implements LoadOptionsBuilder.With {

  /** Copies the collections. */
  public LoadOptions {
    allowedOps = ImmutableSet.copyOf(allowedOps);
    opLibraries = ImmutableList.copyOf(opLibraries);
  }

  /** The session's defaults, no op allowed that is refused, no libraries. */
  public static LoadOptions defaults() {
    return new LoadOptions(SessionOptions.defaults(), ImmutableSet.of(), ImmutableList.of());
  }
}
