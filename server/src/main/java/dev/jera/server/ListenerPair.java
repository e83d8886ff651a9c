package dev.jera.server;

import dev.jera.serving.ServingListener;
import java.nio.file.Path;
import java.time.Duration;

/** Two listeners that both hear; equal pairs are equal, so that a reload finds its models again. */
record ListenerPair(ServingListener first, ServingListener second) implements ServingListener {

  @Override
  public void onLoad(Path bundle, Duration took) {
    first.onLoad(bundle, took);
    second.onLoad(bundle, took);
  }

  @Override
  public void onClose(Path bundle) {
    first.onClose(bundle);
    second.onClose(bundle);
  }

  @Override
  public void onCall(Call call) {
    first.onCall(call);
    second.onCall(call);
  }

  @Override
  public void onBatch(Batch batch) {
    first.onBatch(batch);
    second.onBatch(batch);
  }

  @Override
  public void onQueue(Path bundle, int requests) {
    first.onQueue(bundle, requests);
    second.onQueue(bundle, requests);
  }
}
