package dev.jera.serving;

import com.google.common.base.Ascii;
import com.google.common.base.Enums;
import java.lang.ref.Cleaner;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what holds native memory, itself or by a lease, and was dropped without being closed: it is
 * logged as an error, with the place where it was made, and closed.
 *
 * <p>The place costs some microseconds. Of leases, which are made for every call, only one in
 * {@value #SAMPLES}, at random, keeps it: what is leaked again and again shows it all the same. The
 * system property {@value #PROPERTY} sets the level:
 *
 * <ul>
 *   <li>{@code disabled}: nothing is watched;
 *   <li>{@code simple}: the place is left out;
 *   <li>{@code advanced}, the default: as above;
 *   <li>{@code paranoid}: every lease keeps its place.
 * </ul>
 */
public final class LeakDetector {
  /** The system property that sets the level. */
  public static final String PROPERTY = "dev.jera.leakDetection";

  private static final int SAMPLES = 128;
  private static final Logger LOG = LoggerFactory.getLogger(LeakDetector.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private enum Level {
    DISABLED,
    SIMPLE,
    ADVANCED,
    PARANOID
  }

  /** The property as it was last read, so that it is parsed once. */
  private record Setting(String given, Level level) {}

  private static volatile Setting setting = new Setting("advanced", Level.ADVANCED);

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
    return watch(owner, () -> name, release, level, level != Level.SIMPLE);
  }

  /**
   * Watches one of many owners, of which one in {@value #SAMPLES} keeps its place.
   *
   * @param name what the log calls it; it must not refer to the owner
   * @param release closes what it owns; it must not refer to the owner
   * @return what the owner closes instead of calling {@code release} itself
   * @throws IllegalArgumentException if the system property has another value
   */
  public static Watch sample(Object owner, Supplier<String> name, Runnable release) {
    Level level = level();
    boolean keepsPlace =
        level == Level.PARANOID
            || (level == Level.ADVANCED && ThreadLocalRandom.current().nextInt(SAMPLES) == 0);
    return watch(owner, name, release, level, keepsPlace);
  }

  private static Watch watch(
      Object owner, Supplier<String> name, Runnable release, Level level, boolean keepsPlace) {
    Watch watch = new Watch(release);
    if (level != Level.DISABLED) {
      @Nullable Throwable site = keepsPlace ? new Throwable(name.get() + " was made here") : null;
      watch.cleanable = CLEANER.register(owner, () -> watch.leaked(name, site));
    }
    return watch;
  }

  private static Level level() {
    Setting last = setting;
    String given = System.getProperty(PROPERTY, "advanced");
    if (!given.equals(last.given())) {
      last = new Setting(given, parse(given));
      setting = last;
    }
    return last.level();
  }

  private static Level parse(String given) {
    return Enums.getIfPresent(Level.class, Ascii.toUpperCase(given))
        .toJavaUtil()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "-D%s=%s (expected: disabled, simple, advanced or paranoid)"
                        .formatted(PROPERTY, given)));
  }

  /** What is closed once, by its owner or when the owner is gone. */
  public static final class Watch {
    private final Runnable release;
    private Cleaner.@Nullable Cleanable cleanable;
    private boolean released;

    private Watch(Runnable release) {
      this.release = release;
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

    private synchronized void leaked(Supplier<String> name, @Nullable Throwable site) {
      if (!released) {
        LOG.error(
            "{} was dropped without being closed (expected: close() or try-with-resources); it is closed now",
            name.get(),
            site);
        close();
      }
    }
  }
}
