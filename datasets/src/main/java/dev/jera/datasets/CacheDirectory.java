package dev.jera.datasets;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where downloaded data sets are kept.
 *
 * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG base
 *     directories</a>
 */
final class CacheDirectory {

  private CacheDirectory() {}

  static Path of(String dataset) {
    return of(dataset, System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home", ""));
  }

  /** A cache home that is empty or relative counts as unset, as the specification has it. */
  static Path of(String dataset, @Nullable String xdgCacheHome, String userHome) {
    boolean set = xdgCacheHome != null && Path.of(xdgCacheHome).isAbsolute();
    Path home = set ? Path.of(xdgCacheHome) : Path.of(userHome, ".cache");
    return home.resolve("jera").resolve(dataset);
  }
}
