package dev.jera.server.grpc;

import dev.jera.server.Limits;
import dev.jera.server.Shared;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * {@link Served} for all classes that only ask it, which takes messages of 1 MiB at most; a good
 * request is answered after each test.
 */
final class SharedServed implements BeforeAllCallback, AfterEachCallback {
  static final int MOST = 1 << 20;

  private Served served;

  Served get() {
    return served;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Limits limits = Limits.defaults().withBodyBytes(MOST).withHeldBytes(MOST + MOST / 2);
    served = Shared.get(context, Served.class, directory -> Served.half(directory, limits));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    served.answersAGoodRequest();
  }
}
