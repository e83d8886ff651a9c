package dev.jera.serving.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.ServingListener;
import dev.jera.serving.repository.VersionStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Hears of states and waits for them, and counts what is open. */
final class Watch implements RepositoryListener, ServingListener {
  final AtomicInteger loads = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  private final LinkedBlockingQueue<VersionStatus> heard = new LinkedBlockingQueue<>();

  @Override
  public void onChange(VersionStatus status) {
    heard.add(status);
  }

  @Override
  public void onLoad(Path bundle, Duration took) {
    loads.incrementAndGet();
    open.incrementAndGet();
  }

  @Override
  public void onClose(Path bundle) {
    open.decrementAndGet();
  }

  /** Waits for a version's state and takes all that was heard up to it, as {@code m/1 START}. */
  List<String> until(String name, long version, State state) {
    List<String> changes = new ArrayList<>();
    String wanted = describe(name, version, state);
    while (changes.isEmpty() || !changes.get(changes.size() - 1).equals(wanted)) {
      changes.add(next(wanted, changes));
    }
    return changes;
  }

  /** Waits for the next state. */
  String next() {
    return next("any state", List.of());
  }

  /** Whether all that was heard has been taken. */
  boolean isQuiet() {
    return heard.isEmpty();
  }

  private String next(String wanted, List<String> changes) {
    try {
      VersionStatus status = heard.poll(60, TimeUnit.SECONDS);
      assertThat(status).as("%s after %s", wanted, changes).isNotNull();
      return describe(status.version().name(), status.version().version(), status.state());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String describe(String name, long version, State state) {
    return "%s/%s %s".formatted(name, version, state);
  }
}
