package dev.jera.serving;

import com.google.common.base.Ascii;
import com.google.common.base.Enums;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what holds native memory, itself or by a lease, and was dropped without being closed: it is
 * logged as an error, with the place where it was made, and closed.
 *
 * <p>The system property {@value #PROPERTY} sets the level: {@code advanced} (the default), {@code
 * simple}, which leaves the place out, or {@code disabled}.
 */
public final class LeakDetector {
  /** The system property that sets the level. */
  public static final String PROPERTY = "dev.jera.leakDetection";

  private static final Logger LOG = LoggerFactory.getLogger(LeakDetector.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private enum Level {
    DISABLED,
    SIMPLE,
    ADVANCED
  }

  private LeakDetector() {}

  /**
   * Watches an owner of native memory.
   *
   * @param name what the log calls it
   * @param release closes what it owns; it must not refer to the owner
   * @return what the owner closes instead of calling {@code release} itself
   * @throws IllegalArgumentException if the system property has another value
   */
  public static Watch watch(Object owner, String name, Runnable release) {
    Level level = level();
    Watch watch =
        new Watch(
            name, release, level == Level.ADVANCED ? new Throwable(name + " was made here") : null);
    if (level != Level.DISABLED) {
      watch.cleanable = CLEANER.register(owner, watch::leaked);
    }
    return watch;
  }

  private static Level level() {
    String given = Ascii.toUpperCase(System.getProperty(PROPERTY, Level.ADVANCED.name()));
    return Enums.getIfPresent(Level.class, given)
        .toJavaUtil()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "-D%s=%s (expected: disabled, simple or advanced)"
                        .formatted(PROPERTY, Ascii.toLowerCase(given))));
  }

  /** What is closed once, by its owner or when the owner is gone. */
  public static final class Watch {
    private final String name;
    private final Runnable release;
    private final @Nullable Throwable site;
    private Cleaner.@Nullable Cleanable cleanable;
    private boolean released;

    private Watch(String name, Runnable release, @Nullable Throwable site) {
      this.name = name;
      this.release = release;
      this.site = site;
    }

    /** Closes what the owner owns, unless that was done. */
    public synchronized void close() {
      if (!released) {
        released = true;
        release.run();
        if (cleanable != null) {
          cleanable.clean();
        }
      }
    }

    private synchronized void leaked() {
      if (!released) {
        LOG.error(
            "{} was dropped without being closed (expected: close() or try-with-resources); it is closed now",
            name,
            site);
        close();
      }
    }
  }
}
