package dev.jera.server.web;

import com.google.common.base.Ticker;
import dev.jera.server.call.CallEnd;
import dev.jera.server.call.CallListener;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRepository;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How much was asked, and how long it took, in each of the last seconds: of all models together and
 * of each.
 *
 * <p>It holds about 20 KiB for each model of the repository that was asked; names that are no
 * model's count for all together alone, so that clients cannot fill the memory with them.
 */
public final class CallLoad implements CallListener {
  private final ModelRepository repository;
  private final Ticker ticker;
  private final LoadWindow all;
  private final Map<String, LoadWindow> models = new ConcurrentHashMap<>();

  /** Counts what the models of a repository are asked. */
  public CallLoad(ModelRepository repository) {
    this(repository, Ticker.systemTicker());
  }

  CallLoad(ModelRepository repository, Ticker ticker) {
    this.repository = repository;
    this.ticker = ticker;
    this.all = new LoadWindow(ticker);
  }

  @Override
  public void onEnd(CallEnd end) {
    all.add(end.took(), end.failure().isPresent());
    @Nullable LoadWindow window = models.get(end.model());
    if (window == null && names().contains(end.model())) {
      window = models.computeIfAbsent(end.model(), name -> new LoadWindow(ticker));
    }
    if (window != null) {
      window.add(end.took(), end.failure().isPresent());
    }
  }

  /** All models together. */
  LoadWindow all() {
    return all;
  }

  /** The models that were asked and are still served. */
  Map<String, LoadWindow> models() {
    models.keySet().retainAll(names());
    return models;
  }

  private Set<String> names() {
    return repository.models().stream().map(ModelConfig::name).collect(Collectors.toSet());
  }
}
