package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.jera.runtime.SessionOptions;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How a SavedModel is loaded.
 *
 * @param session how its session uses the machine
 * @param allowedOps the names of ops that are let through though they read or write files, open
 *     connections or run other code: a SavedModel is a program, and this is what it may do
 * @param opLibraries the shared libraries of ops that TensorFlow does not bring along. They are
 *     loaded into the process and stay: TensorFlow cannot let go of one, and every bundle that is
 *     loaded later finds their ops, with these options or others
 */
@RecordBuilder
public record LoadOptions(SessionOptions session, Set<String> allowedOps, List<Path> opLibraries)
    implements LoadOptionsBuilder.With {

  /** Copies the collections. */
  public LoadOptions {
    allowedOps = ImmutableSortedSet.copyOf(allowedOps);
    opLibraries = ImmutableList.copyOf(opLibraries);
  }

  /** A session with its defaults; no op allowed beyond what models need, no library. */
  public static LoadOptions defaults() {
    return new LoadOptions(SessionOptions.defaults(), Set.of(), List.of());
  }
}
