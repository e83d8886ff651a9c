package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.TensorFlow;

/**
 * What TensorFlow's native library reads from the environment, once, when it loads.
 *
 * <p>Call {@link #apply()} before anything else of Jera or TensorFlow. Whoever does not gets the
 * {@link #defaults()}: TensorFlow's own, with the log kept to errors. A variable that the user has
 * set in the environment wins over both.
 *
 * <p>What the threads are: an op such as a convolution is cut into parts that run on the
 * <em>intra-op</em> pool, of which each session has one of its own ({@link
 * SessionOptions#intraOpThreads()}) or, without {@code poolPerSession}, the process one for all its
 * sessions; ops that do not wait for each other run at once on the <em>inter-op</em> pool, which a
 * session may have of its own ({@link SessionOptions#interOpThreads()}). Many callers of small
 * models do best with 1 intra-op thread, since they keep the cores busy themselves; one caller of a
 * large model does best with the default.
 *
 * <p>What oneDNN is: other kernels of the same ops, often faster on CPUs with AVX-512 VNNI or AMX,
 * that round differently in the last digits. TensorFlow for Linux on x86 uses them on such CPUs
 * unless it is told otherwise; {@code jera doctor} tells.
 *
 * @param logLevel what TensorFlow's native code prints to standard error ({@code
 *     TF_CPP_MIN_LOG_LEVEL})
 * @param oneDnn whether Intel's oneDNN kernels are used on x86 ({@code TF_ENABLE_ONEDNN_OPTS}), or
 *     empty for TensorFlow's own choice by the CPU
 * @param intraOpThreads threads that one op may use in a session that does not say otherwise
 *     ({@code TF_NUM_INTRAOP_THREADS}), or empty for one a core
 * @param interOpThreads ops that may run at once, the process over ({@code
 *     TF_NUM_INTEROP_THREADS}), or empty for one a core
 * @param poolPerSession whether each session has intra-op threads of its own ({@code
 *     TF_OVERRIDE_GLOBAL_THREADPOOL}), so that what trains may have others than what serves
 */
@RecordBuilder
public record NativeSettings(
    LogLevel logLevel,
    Optional<Boolean> oneDnn,
    OptionalInt intraOpThreads,
    OptionalInt interOpThreads,
    boolean poolPerSession)
    implements NativeSettingsBuilder.With {
  private static final String LOG_LEVEL = "TF_CPP_MIN_LOG_LEVEL";
  private static final String INTRA_OP_THREADS = "TF_NUM_INTRAOP_THREADS";
  private static final String POOL_PER_SESSION = "TF_OVERRIDE_GLOBAL_THREADPOOL";

  /** JavaCPP's limit on the process's memory, which by default is four times Java's heap. */
  private static final String JAVACPP_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  /** What is left of {@link #apply} after {@link #loadAhead}: to run once, quietly. */
  private static boolean firstRunIsDue;

  static {
    // A large model beside a small heap would make it refuse every allocation.
    if (System.getProperty(JAVACPP_LIMIT) == null) {
      System.setProperty(JAVACPP_LIMIT, "0");
    }
  }

  /** The least severe message that TensorFlow's native code prints. */
  public enum LogLevel {
    /** Everything. */
    INFO(0),
    /** Warnings and worse. */
    WARNING(1),
    /** Errors and worse. */
    ERROR(2),
    /** Only what ends the process. */
    FATAL(3);

    private final int value;

    LogLevel(int value) {
      this.value = value;
    }
  }

  /** Checks the thread counts, each at least 1 where given. */
  public NativeSettings {
    checkThreads("intraOpThreads", intraOpThreads);
    checkThreads("interOpThreads", interOpThreads);
  }

  /** TensorFlow's own settings, with only errors logged, and a pool for each session. */
  public static NativeSettings defaults() {
    return new NativeSettings(
        LogLevel.ERROR, Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), true);
  }

  /** The environment variables that stand for these settings, in TensorFlow's names. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put(LOG_LEVEL, Integer.toString(logLevel.value));
    oneDnn.ifPresent(on -> variables.put("TF_ENABLE_ONEDNN_OPTS", on ? "1" : "0"));
    intraOpThreads.ifPresent(n -> variables.put(INTRA_OP_THREADS, Integer.toString(n)));
    interOpThreads.ifPresent(n -> variables.put("TF_NUM_INTEROP_THREADS", Integer.toString(n)));
    variables.put(POOL_PER_SESSION, poolPerSession ? "1" : "0");
    return variables;
  }

  /**
   * Sets the environment and loads TensorFlow.
   *
   * @throws IllegalStateException if TensorFlow is loaded already, so that nothing would change
   */
  public void apply() {
    synchronized (NativeSettings.class) {
      if (isLoaded()) {
        throw new IllegalStateException(
            "NativeSettings.apply(): TensorFlow is loaded already and reads its settings only once"
                + " (expected: the first call of Jera or TensorFlow in this process, which has one"
                + " pool of intra-op threads and one choice of oneDNN)");
      }
      load();
      runOnce();
    }
  }

  /** Loads TensorFlow with the {@link #defaults()} unless it is loaded already. */
  public static void ensureLoaded() {
    synchronized (NativeSettings.class) {
      if (!isLoaded()) {
        defaults().apply();
      } else if (firstRunIsDue) {
        defaults().runOnce();
      }
    }
  }

  /**
   * Begins to load TensorFlow with the {@link #defaults()}, on a thread of its own, and returns at
   * once: for a program whose first answer is waited for and that has something else to do until it
   * asks. Whatever needs TensorFlow waits for it. If it cannot be loaded, whoever needs it is told.
   */
  public static void loadAhead() {
    Thread thread = new Thread(NativeSettings::tryToLoad, "jera-load");
    thread.setDaemon(true);
    thread.start();
  }

  private static void tryToLoad() {
    synchronized (NativeSettings.class) {
      if (isLoaded()) {
        return;
      }
      // First: what fails here is met again, and told, by whoever needs it.
      firstRunIsDue = true;
      try {
        defaults().load();
      } catch (LinkageError | RuntimeException e) {
        firstRunIsDue = false;
      }
    }
  }

  /**
   * Whether a session may choose its own number of intra-op threads, and nobody has chosen one for
   * the process: the environment that TensorFlow was loaded with says so.
   */
  public static boolean leavesIntraOpThreadsToSessions() {
    ensureLoaded();
    LibC libc = LibC.load();
    return Objects.equals(libc.getenv(POOL_PER_SESSION), "1")
        && libc.getenv(INTRA_OP_THREADS) == null;
  }

  private void load() {
    export();
    TensorFlow.version();
  }

  private void runOnce() {
    firstRunIsDue = false;
    String given = System.getenv(LOG_LEVEL);
    if (given == null ? logLevel != LogLevel.INFO : !given.equals("0")) {
      FirstRun.swallowItsMessages();
    }
  }

  private void export() {
    environment().forEach(NativeEnvironment::setUnlessGiven);
  }

  private static boolean isLoaded() {
    return Loader.getLoadedLibraries().keySet().stream()
        .anyMatch(name -> name.startsWith("tensorflow") || name.startsWith("jnitensorflow"));
  }

  private static void checkThreads(String name, OptionalInt threads) {
    checkArgument(
        threads.isEmpty() || threads.getAsInt() > 0,
        "%s: %s (expected: >= 1)",
        name,
        threads.orElse(0));
  }
}
